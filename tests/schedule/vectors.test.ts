import { expect, test } from 'vitest';
import { inspect } from '../../src/compiler/index.js';
import { f32, pad, program, sum } from '../../src/index.js';
import type { Statement, Value } from '../../src/schedule/index.js';
import { vectorise } from '../../src/schedule/vectorise.js';

test('a kernel that reads behind a condition of single elements says that this keeps it from vectors', () => {
  const padded = program({ inputs: { x: f32(32) }, outputs: ({ x }) => ({ y: sum(pad(x, [[1, 0]])) }) });
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
