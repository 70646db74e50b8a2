import { describe, expect, test } from 'vitest';
import type { TapelessError } from '../../src/base/index.js';
import { build, compile, type ModelInstance } from '../../src/compiler/index.js';
import {
  adam,
  add,
  dense,
  f32,
  matmul,
  meanSquaredError,
  model,
  mul,
  program,
  transpose,
  type Tensor,
} from '../../src/index.js';
import { errorOf } from '../support/errorOf.js';

const refused = (shape: readonly number[], f: (x: Tensor) => Tensor): TapelessError =>
  errorOf(() => compile(program({ inputs: { x: f32('N', ...shape) }, outputs: ({ x }) => ({ y: f(x) }) })));

const lineOf = ({ places }: TapelessError): string => places[0]?.source.file.split('/').pop() ?? '';

test('an input that cannot be addressed is told with its line and its extent', () => {
  const error = refused([3_000_000_000], (x) => x);
  expect(error.code).toBe('too-large');
  expect(error.message).toBe(
    'x [N, 3000000000] is too large: it takes 3000000000N elements, and at most 2147483647 can be addressed. ' +
      'Make axis 1 of x, whose extent is 3000000000, smaller.',
  );
  expect(lineOf(error)).toBe('sizes.test.ts');
});

test('so is what is made of inputs', () => {
  const error = refused([50_000, 2], (x) => matmul(x, transpose(x, [0, 2, 1])));
  expect(error.says).toMatch(/^contract \[N, 50000, 50000\] is too large/);
  expect(error.mend).toMatch(/^Make axis 1 of contract, whose extent is 50000, smaller\.$/);
  expect(lineOf(error)).toBe('sizes.test.ts');
});

test('a model of too many bytes is told with its largest tensor', () => {
  const error = refused([300_000_000], (x) => add(x, 1));
  expect(error.says).toMatch(/^The model is too large: it takes \d+ bytes for 16 samples, 19200000000 of them for x /);
  expect(error.mend).toBe('Make axis 1 of x, whose extent is 300000000, smaller.');
  expect(lineOf(error)).toBe('sizes.test.ts');
});

describe('a model of which only some fits', () => {
  const declared = program({ inputs: { x: f32('N', 40_000_000) }, outputs: ({ x }) => ({ y: add(x, 1) }) });

  test('is refused on wasm, where js has room for it', async () => {
    await expect(build(declared)).resolves.toBeDefined();
    const error = await build(declared, { target: 'wasm' }).catch((thrown: unknown) => thrown as TapelessError);
    expect((error as TapelessError).says).toMatch(
      /^The model is too large: it takes 51200\d{5} bytes for 16 samples, 2560000000 of them for (x|add) \[N, 40000000\], and at most 4294901760 bytes can be addressed\.$/,
    );
    expect(lineOf(error as TapelessError)).toBe('sizes.test.ts');
  });

  test.each(['js', 'wasm'] as const)(
    'takes a batch up to the limit on %s, and says what a larger one takes',
    (target) => {
      const halved = program({ inputs: { x: f32('N', 1000) }, outputs: ({ x }) => ({ y: mul(x, 0.5) }) });
      const made = (limit: number): { run: (inputs: object) => unknown } =>
        compile(halved, { target: target, memoryLimit: limit }) as never;
      const net = made(64 * 8000 + 4096);
      const x = (n: number): { x: Float32Array } => ({ x: new Float32Array(1000 * n).fill(2) });
      expect(net.run(x(64))).toEqual({ y: new Float32Array(64_000).fill(1) });
      expect(() => net.run(x(65))).toThrow(
        /^A batch of 65 needs 64\d{4} bytes; at most 64 samples fit\. Use smaller batches\.$/,
      );
      expect(net.run(x(3))).toEqual({ y: new Float32Array(3000).fill(1) });
      const error = errorOf(() => made(100_000));
      expect(error.says).toMatch(/^The model is too large: it takes 128\d{3} bytes for 16 samples, 64000 of them/);
      expect(error.says).toMatch(/ at most 100000 bytes can be addressed\.$/);
    },
  );

  test.each(['js', 'wasm'] as const)('leaves the state as it was on %s', (target) => {
    const layer = dense(2);
    const net = compile(
      model({
        inputs: { x: f32('N', 3), y: f32('N', 2) },
        outputs: ({ x }) => ({ p: layer(x) }),
        loss: ({ y, p }) => meanSquaredError(y, p),
        optimizer: adam(),
      }),
      { target, memoryLimit: 20_000 },
    ) as ModelInstance;
    const batch = (n: number): { x: Float32Array; y: Float32Array } => ({
      x: new Float32Array(3 * n).fill(1),
      y: new Float32Array(2 * n),
    });
    net.step(batch(5));
    const before = net.save();
    expect(() => net.step(batch(1000))).toThrow('A batch of 1000 needs');
    expect(net.save()).toEqual(before);
    net.step(batch(5));
    expect(net.save()).not.toEqual(before);
  });
});
