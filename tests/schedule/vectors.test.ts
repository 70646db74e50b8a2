import { expect, test } from 'vitest';
import { compile, inspect, type ProgramInstance } from '../../src/compiler/index.js';
import { add, f32, pad, program } from '../../src/index.js';
import type { Statement, Value } from '../../src/schedule/index.js';
import { vectorise } from '../../src/schedule/vectorise.js';

test('a kernel that reads behind a condition of single elements says that this keeps it from vectors', () => {
  const padded = program({
    inputs: { x: f32('N', 8), z: f32('N', 9) },
    outputs: ({ x, z }) => ({
      y: add(
        pad(x, [
          [0, 0],
          [1, 0],
        ]),
        z,
      ),
    }),
  });
  expect(inspect([['p', padded]], { target: 'wasm', stage: 'kernels' })).toContain(
    'what is read lies in its buffer only for some of the elements',
  );
});

test('what a condition of single elements guards is not read for all of them, on either side of a comparison', () => {
  const index: Value = { kind: 'name', dtype: 'i32', name: 'j' };
  const two: Value = { kind: 'number', dtype: 'f32', value: 2 };
  const guarded: Value = {
    kind: 'load',
    dtype: 'f32',
    buffer: 'x',
    at: { kind: 'name', dtype: 'i32', name: 'i' },
    guarded: true,
  };
  const loopOver = (then: Value): Statement[] => {
    const when: Value = { kind: 'call', dtype: 'bool', fn: 'less', args: [index, index], exact: true };
    const isNot: Value = { kind: 'number', dtype: 'bool', value: 0 };
    const value: Value = { kind: 'select', dtype: 'bool', when, then, otherwise: isNot };
    const [from, to] = [0, 8].map((at): Value => ({ kind: 'number', dtype: 'i32', value: at })) as [Value, Value];
    const body: Statement[] = [{ kind: 'store', buffer: 'y', at: index, value }];
    return [{ kind: 'loop', loop: 'parallel', name: 'j', from, to, step: 1, body }];
  };
  for (const args of [
    [guarded, two],
    [two, guarded],
  ]) {
    const loop = loopOver({ kind: 'call', dtype: 'bool', fn: 'less', args, exact: true });
    expect(vectorise(loop, { fresh: (name) => name, scratch: (name) => name })).toEqual(loop);
  }
});

test('a copy with a border asks no element for its place', () => {
  const padded = program({
    inputs: { x: f32('N', 5, 6, 3) },
    outputs: ({ x }) => ({
      y: pad(x, [
        [0, 0],
        [1, 2],
        [2, 3],
        [0, 0],
      ]),
    }),
  });
  for (const target of ['js', 'wasm'] as const) {
    const net = compile(padded, { target }) as ProgramInstance;
    const x = Float32Array.from({ length: 2 * 90 }, (_, k) => k + 1);
    const { y } = net.run({ x } as never) as unknown as { readonly y: Float32Array };
    const expected = Array.from({ length: 2 * 8 * 11 * 3 }, (_, k) => {
      const [n, i, j, c] = [Math.floor(k / 264), (Math.floor(k / 33) % 8) - 1, (Math.floor(k / 3) % 11) - 2, k % 3];
      return i >= 0 && i < 5 && j >= 0 && j < 6 ? x[n! * 90 + i! * 18 + j! * 3 + c!]! : 0;
    });
    expect([...y]).toEqual(expected);
  }
  const kernels = inspect([['p', padded]], { target: 'wasm', stage: 'kernels' });
  expect(kernels).toMatch(/vector n from 0 to 16 by 4\n.*select\(is, x\[.* \.\.\+4\], splat\(0\)\)/);
});
