// Extents in N: a batch that makes one negative, or leaves nothing to search, is refused before anything runs.
import { describe, expect, test } from 'vitest';
import { build, compile, type ModelInstance, type ProgramInstance } from '../../src/compiler/index.js';
import {
  argmax,
  argmin,
  checkpoint,
  f32,
  gather,
  i32,
  iota,
  max,
  mean,
  min,
  model,
  mul,
  parameter,
  program,
  reshape,
  sgd,
  slice,
  state,
  assign,
  sum,
  add,
  zeros,
  type Tensor,
} from '../../src/index.js';

const refusal = (call: () => unknown): { code: string; message: string } => {
  try {
    call();
  } catch (error) {
    const { code, message } = error as Error & { code: string };
    return { code, message: message.replace(/extents\.test\.ts:\d+:\d+/, 'HERE') };
  }
  return expect.unreachable('nothing was refused');
};

const runs = (f: (x: Tensor<['N', 4]>) => Tensor): ProgramInstance =>
  compile(program({ inputs: { x: f32('N', 4) }, outputs: ({ x }) => ({ y: f(x as never) }) }));
const rows = (n: number) => ({ x: Float32Array.from({ length: 4 * n }, (_, k) => k) });

type Row = readonly [what: string, f: (x: Tensor<['N', 4]>) => Tensor, least: number, by: string];

const cases: readonly Row[] = [
  ['a slice', (x) => slice(x, [1, 0], ['N', 4]), 1, 'slice [N-1, 4]'],
  ['the last row', (x) => slice(x, [-1], ['N']), 1, 'slice [1, 4]'],
  ['a fixed shape less N', (x) => add(sum(x), zeros(['N-3'])), 3, 'broadcast [N-3]'],
  ['an extent of several samples', (x) => add(sum(x), zeros(['2N-5'])), 3, 'broadcast [2N-5]'],
  ['an extent inside of a checkpoint', checkpoint((x: Tensor) => slice(x, [1, 0], ['N', 4])), 1, 'slice [N-1, 4]'],
  ['argmax', (x) => argmax(x, { axis: 0 }), 1, 'argMax [4]'],
  ['argmin of all', (x) => argmin(x), 1, 'argMax []'],
  ['known rows', (x) => gather(x, [0, 0]), 1, 'gather [2, 4]'],
];

describe('a program refuses a batch that is too small', () => {
  test.each(cases)('%s', (_, f, least, by) => {
    const made = runs(f);
    const message = `run: found ${least - 1} samples; ${by}, made at HERE, needs at least ${least}.`;
    expect(refusal(() => made.run(rows(least - 1)))).toEqual({ code: 'too-few-samples', message });
    expect(() => made.run(rows(least))).not.toThrow();
    // Also after a larger batch, whose values still lie in memory.
    made.run(rows(5));
    expect(refusal(() => made.run(rows(least - 1))).code).toBe('too-few-samples');
  });

  test('and changes no state', () => {
    const made = compile(
      program({
        inputs: { x: f32('N', 4) },
        outputs: ({ x }) => {
          const count = state([], { name: 'count', initial: 0 });
          assign(count, add(count, 1));
          return { y: slice(x, [1, 0], ['N', 4]) };
        },
      }),
    );
    made.run(rows(2));
    const before = made.save!();
    expect(refusal(() => made.run(rows(0))).code).toBe('too-few-samples');
    expect(made.save!()).toEqual(before);
  });
});

test.each([
  ['rows that indices choose', (x: Tensor) => gather(x, iota(['N'])), []],
  ['the greatest', (x: Tensor) => max(x, { axis: 0 }), Array<number>(4).fill(-Infinity)],
  ['the least', (x: Tensor) => min(x, { axis: 0 }), Array<number>(4).fill(Infinity)],
  ['places along known axes', (x: Tensor) => argmax(x, { axis: 1 }), []],
  ['another shape', (x: Tensor) => reshape(x, ['2N', 2]), []],
])('no samples are enough for %s', (_, f, expected) => {
  expect([...(runs(f).run(rows(0))['y'] as Float32Array)]).toEqual(expected);
});

test('a model refuses them as a program does, and evaluates none', () => {
  const net = compile(
    model({
      inputs: { x: f32('N', 4), label: i32('N') },
      outputs: ({ x }) => ({ y: mul(add(x, sum(zeros(['N-2']))), parameter([1], { name: 'w', initializer: 1 })) }),
      loss: ({ y }) => mean(y),
      optimizer: sgd(),
    }),
  ) as ModelInstance;
  const batch = (n: number) => ({ ...rows(n), label: new Int32Array(n) });
  const before = net.save();
  const message = 'step: found 1 samples; broadcast [N-2], made at HERE, needs at least 2.';
  expect(refusal(() => net.step(batch(1)))).toEqual({ code: 'too-few-samples', message });
  expect(refusal(() => net.step(batch(0))).code).toBe('empty-batch');
  expect(refusal(() => net.evaluate(batch(1))).code).toBe('too-few-samples');
  expect(refusal(() => net.predict(rows(0))).code).toBe('too-few-samples');
  expect(net.evaluate(batch(0))).toEqual({ loss: 0 });
  expect(net.save()).toEqual(before);
  expect(net.step(batch(3))).toMatchObject({ loss: 5.5 });
});

test('extents that need many samples have room from the start', () => {
  const wide = compile(
    program({ inputs: { x: f32('N-20') }, outputs: ({ x }) => ({ y: add(sum(x), zeros(['N-41'])) }) }),
  );
  const message = 'run: found 20 samples; broadcast [N-41], made at HERE, needs at least 41.';
  expect(refusal(() => wide.run({ x: new Float32Array(0) }))).toEqual({ code: 'too-few-samples', message });
  expect(wide.run({ x: new Float32Array(23).fill(1) })['y']).toEqual(new Float32Array([23, 23]));
});

test('what needs no more carries no check', async () => {
  const { files } = await build(program({ inputs: { x: f32('N') }, outputs: ({ x }) => ({ y: add(x, 1) }) }));
  expect(files['model.js']).not.toContain('function enough');
});

test('an extent that a larger batch makes negative is refused when it is built', () => {
  const shrinks = program({ inputs: { x: f32(3) }, outputs: ({ x }) => ({ y: add(sum(x), zeros(['-N+10'])) }) });
  expect(() => compile(shrinks)).toThrow('has an axis of extent -N+10, which a larger batch makes negative. An extent');
  expect(() => f32('-N+10')).toThrow("f32('-N+10'): '-N+10' is no extent. An extent is a whole number from 0, the");
});

test('a known axis without elements has no greatest one', () => {
  expect(() => argmax(zeros([0, 3]), { axis: 0 })).toThrow('argmax: the extent to search is 0, expected at least 1');
});

test('a number that no f32 holds is no input', () => {
  const scalar = compile(program({ inputs: { s: f32() }, outputs: ({ s }) => ({ y: mul(s, 2) }) }));
  const message = 'run: s: expected Float32Array of shape [] or a number that fits in one, found 1e+300.';
  expect(refusal(() => scalar.run({ s: 1e300 }))).toEqual({ code: 'wrong-array', message });
  expect(refusal(() => scalar.run({ s: -3.5e38 })).code).toBe('wrong-array');
  expect(scalar.run({ s: 3.4e38 / 4 })['y']).toBeCloseTo(1.7e38, -33);
  expect(scalar.run({ s: 0.1 })['y']).toBe(Math.fround(0.2));
  expect(scalar.run({ s: Infinity })['y']).toBe(Infinity);
  expect(scalar.run({ s: NaN })['y']).toBeNaN();
});
