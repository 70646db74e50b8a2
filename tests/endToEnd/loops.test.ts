import { describe, expect, test } from 'vitest';
import { build, compile, inspect, profile, targets, type ModelInstance } from '../../src/compiler/index.js';
import * as t from '../../src/index.js';

const [features, units] = [5, 24];

/** An LSTM whose last state is classified. */
const lstm = (length: number) =>
  t.model({
    inputs: { x: t.f32('N', length, features), y: t.i32('N') },
    outputs: ({ x }) => {
      const kernel = t.parameter([features, 4 * units], { name: 'kernel' });
      const recurrent = t.parameter([units, 4 * units], { name: 'recurrent' });
      const bias = t.parameter([4 * units], { name: 'bias', initializer: 'zeros' });
      const [{ h }] = t.scan(
        ({ h, c }: { h: t.Tensor; c: t.Tensor }, row: t.Tensor) => {
          const z = t.add(t.add(t.matmul(row, kernel), t.matmul(h, recurrent)), bias);
          const [i, f, g, o] = t.split(z, 4, { axis: 1 }) as [t.Tensor, t.Tensor, t.Tensor, t.Tensor];
          const next = t.add(t.mul(t.sigmoid(f), c), t.mul(t.sigmoid(i), t.tanh(g)));
          return [{ h: t.mul(t.sigmoid(o), t.tanh(next)), c: next }, null];
        },
        { h: t.zeros(['N', units]), c: t.zeros(['N', units]) },
        t.transpose(x, [1, 0, 2]) as t.Tensor,
      );
      return { logits: t.dense(3)(h) };
    },
    loss: ({ logits, y }) => t.sparseCategoricalCrossentropy(y, logits, { fromLogits: true }),
    optimizer: t.adam(),
  });

const batch = (n: number, length: number) => ({
  x: Float32Array.from({ length: n * length * features }, (_, k) => Math.sin(k * 1.7)),
  y: Int32Array.from({ length: n }, (_, k) => k % 3),
});

describe('an LSTM', () => {
  test('trains alike on all targets, whatever N comes next', () => {
    const nets = targets.map((target) => compile(lstm(6), { target, seed: 3 }) as ModelInstance);
    for (const n of [4, 33, 4, 1, 50, 33]) {
      const [loss = NaN, ...others] = nets.map((net) => net.step(batch(n, 6)).loss as number);
      others.forEach((other) => expect(other).toBeCloseTo(loss, 5));
    }
  });

  test('goes on from a file with the same bits', () => {
    for (const target of targets) {
      const [net, other] = [1, 2].map((seed) => compile(lstm(4), { target, seed }) as ModelInstance);
      net!.step(batch(7, 4));
      other!.load(net!.save());
      expect(other!.step(batch(9, 4))).toEqual(net!.step(batch(9, 4)));
    }
  });

  test.each(targets)('on %s its text does not grow with the sequence', async (target) => {
    const sizes = await Promise.all(
      [32, 1024].map(async (length) => {
        const { files } = await build(lstm(length), { target });
        return files['model.js']!.length;
      }),
    );
    expect(Math.abs(sizes[1]! / sizes[0]! - 1)).toBeLessThan(0.01);
  });

  test('its memory is what is live at the worst moment', async () => {
    const { report } = await build(lstm(32), { target: 'wasm' });
    const { planned, lowerBound } = report[0]!.memory;
    for (const n of [32, 128]) expect(planned(n) / lowerBound(n)).toBeLessThan(1.1);
  });

  test('its kernels inside loops are timed, and printed under their loops', () => {
    for (const target of targets) {
      const timed = profile(lstm(6), { target });
      (timed.create() as ModelInstance).step(batch(4, 6));
      const runs = timed.take().map((taken) => taken.runs);
      expect(runs.filter((count) => count === 6).length).toBeGreaterThan(3);
      expect(runs).toContain(1);
    }
    const text = inspect([['default', lstm(6)]], { stage: 'kernels' });
    expect(text).toMatch(/for t < 6\n/);
    expect(text).toMatch(/for t < 6, from the last to the first\n +\S+ is \S+\[t\]\n/);
  });
});

test.each(targets)('on %s a build that checks numbers looks into loops, branches and whiles', (target) => {
  const declared = t.program({
    inputs: { x: t.f32(4, 'N'), go: t.bool() },
    outputs: ({ x, go }) => {
      const [, rows] = t.scan(
        (s: t.Tensor, row: t.Tensor) => [t.add(s, row), t.log(row)],
        t.zeros(['N']),
        x as t.Tensor,
      );
      const chosen = t.cond(
        go,
        (a: t.Tensor) => t.sqrt(a),
        (a: t.Tensor) => t.neg(a),
        x as t.Tensor,
      );
      const small = t.whileLoop(
        (a: t.Tensor) => t.less(1, t.max(a)),
        (a: t.Tensor) => t.mul(a, 0.5),
        x as t.Tensor,
      );
      return { rows, chosen, small };
    },
  });
  const net = compile(declared, { target, checkNumerics: true });
  const run = (x: readonly number[], go: number): unknown =>
    net.run({ x: Float32Array.from(x), go: Uint8Array.of(go) } as never);
  expect(() => run([1, 2, 3, 4, 5, 6, 7, 8], 1)).not.toThrow();
  expect(() => run([1, 2, 3, 4, 5, 6, 7, 8], 0)).not.toThrow();
  expect(() => run([1, 2, 3, 4, 0, 6, 7, 8], 1)).toThrow(/^log\[0\], made at loops\.test\.ts:\d+:\d+, is -Infinity/);
});
