import { describe, expect, test } from 'vitest';
import { sourceText } from '../../src/base/index.js';
import { checkModel } from '../../src/check/index.js';
import { currentSource } from '../../src/graph/index.js';
import {
  adam,
  categoricalAccuracy,
  categoricalCrossentropy,
  checkpoint,
  cos,
  customVjp,
  dense,
  dropout,
  f32,
  floor,
  gather,
  i32,
  layer,
  log,
  max,
  meanSquaredError,
  model,
  mul,
  parameter,
  program,
  relu,
  sequential,
  sgd,
  sin,
  sparseCategoricalCrossentropy,
  stopGradient,
  sub,
  sum,
  type Tensor,
} from '../../src/index.js';

/** A sine; `slope` is what its derivative is said to be. */
const sine = (slope: (x: Tensor) => Tensor) =>
  customVjp((x: Tensor): Tensor => sin(x), {
    forward: (x: Tensor) => [sin(x), x] as const,
    backward: (x: Tensor, dy: Tensor) => [mul(dy, slope(x))] as [Tensor],
  });

const classifier = (activation: (x: Tensor) => Tensor) => {
  const [first, second] = [dense(4), dense(3, { activation: 'softmax' })];
  return model({
    inputs: { x: f32('N', 5), label: f32('N', 3) },
    outputs: ({ x }) => ({ p: second(activation(first(x))) }),
    loss: ({ p, label }) => categoricalCrossentropy(label, p as never),
    metrics: ({ p, label }) => ({ accuracy: categoricalAccuracy(label, p as never) }),
    optimizer: adam(),
  });
};

const embedded = () => {
  const vectors = layer({ kind: 'embedding' }, () => parameter([7, 3], { name: 'vectors', initializer: 0.5 }));
  const net = sequential(dense(6, { activation: 'tanh' }), dropout(0.3), dense(4));
  return model({
    inputs: { word: i32('N'), y: i32('N') },
    outputs: ({ word }) => ({ z: net(gather(vectors(), word, { axis: 0 }) as never) as Tensor }),
    loss: ({ z, y }) => sparseCategoricalCrossentropy(y, z as never, { fromLogits: true }),
    optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }),
  });
};

describe('right models pass, on the target too', () => {
  const right: [string, () => object][] = [
    ['a classifier with kinks', () => classifier((x) => relu(x))],
    ['a right derivative of its own', () => classifier(sine((x) => cos(x)))],
    ['a checkpoint', () => classifier(checkpoint((x: Tensor) => sin(x)))],
    ['indices, dropout, momentum', embedded],
    ['a program', () => program({ inputs: { x: f32('N', 2) }, outputs: ({ x }) => ({ a: log(x), b: floor(x) }) })],
  ];
  test.each(right)('%s', (_, declared) => {
    const report = checkModel(declared(), 'default', { runs: 8, seed: 4, target: 'js' });
    expect(report).toMatchObject({ ok: true, runs: 8, seed: 4 });
    expect(report.lines[0]).toBe('default: the derivatives agree with differences in 8 cases (seed 4).');
  });
});

test('a point at a kink is moved away from it, and said so', () => {
  // Arrays of one value in all places are tried: there the greatest is a tie.
  const tied = program({ inputs: { x: f32(4) }, outputs: ({ x }) => ({ y: max(x) }) });
  const { ok, lines } = checkModel(tied, 'tied', { runs: 150, seed: 1 });
  expect(ok).toBe(true);
  expect(lines[1]).toMatch(/^ {2}\d+ cases? lay at a kink/);
});

describe('a wrong derivative in the file', () => {
  test('is found, with its line, in the smallest case', () => {
    let line = '';
    const wrong = sine((x) => ((line = sourceText(currentSource())), mul(cos(x), 1.01)));
    const { ok, counterexample, lines } = checkModel(classifier(wrong), 'net', { seed: 2 });
    expect(ok).toBe(false);
    expect(counterexample!.n).toBe(1);
    expect(counterexample!.found / counterexample!.expected).toBeCloseTo(1.01, 6);
    expect(line.split(':')[0]).toBe('checkModel.test.ts');
    // The product that is the cotangent is made in `backward`, which calls this slope.
    expect(counterexample!.says).toContain(
      'The derivative that customVjp was given for its argument makes it: checkModel.test.ts:',
    );
    expect(counterexample!.place.file).toBe(import.meta.url);
    expect(lines.at(-1)).toBe('  The same cases again: --seed 2 --runs 20');
  });

  test('is found again with the same seed', () => {
    const run = () => checkModel(classifier(sine((x) => x)), 'net', { seed: 5 });
    expect(run()).toEqual(run());
  });

  test('is found where only the second derivative is wrong', () => {
    const { counterexample } = checkModel(classifier(sine((x) => cos(stopGradient(x)))), 'net', { seed: 2 });
    expect(counterexample!.says).toContain('second derivative');
    expect(counterexample!.place.file).toBe(import.meta.url);
  });

  test('is found inside a checkpoint', () => {
    const wrong = sine((x) => mul(cos(x), -1));
    const { counterexample } = checkModel(classifier(checkpoint((x: Tensor) => wrong(mul(x, 2)))), 'net', { seed: 2 });
    expect(counterexample!.says).toContain('The derivative that customVjp was given for its argument makes it');
  });

  test('is found in a program', () => {
    const wrong = sine((x) => sin(x));
    const declared = program({ inputs: { x: f32('N') }, outputs: ({ x }) => ({ y: sum(wrong(x)) }) });
    expect(checkModel(declared, 'default', { seed: 1 })).toMatchObject({
      ok: false,
      counterexample: { of: 'the outputs', input: 'x', index: [0] },
    });
  });
});

test('an input that a customVjp captures is left out, and said so', () => {
  const declared = program({
    inputs: { x: f32('N'), y: f32('N') },
    outputs: ({ x, y }) => ({
      z: customVjp((a: Tensor): Tensor => mul(a, y), {
        forward: (a: Tensor) => [mul(a, y), null] as const,
        backward: (_, dz: Tensor) => [mul(dz, y)] as [Tensor],
      })(x),
    }),
  });
  const { ok, lines } = checkModel(declared, 'default', { seed: 1 });
  expect(ok).toBe(true);
  expect(lines[1]).toBe(
    '  Not checked: customVjp: the function uses y [N] from outside, and a gradient with respect to it is asked for.',
  );
});

test('a straight-through estimator is left out where it is declared as one, and said so', () => {
  const quantized = (estimator: boolean) =>
    classifier(
      customVjp((x: Tensor): Tensor => floor(x), {
        forward: (x: Tensor) => [floor(x), null] as const,
        backward: (_, dy: Tensor) => [dy] as [Tensor],
        estimator,
      }),
    );
  expect(checkModel(quantized(false), 'net', { runs: 5, seed: 2 }).ok).toBe(false);
  const { ok, lines } = checkModel(quantized(true), 'net', { runs: 5, seed: 2, target: 'js' });
  expect(ok).toBe(true);
  expect(lines).toEqual([
    'net: the derivatives agree with differences in 5 cases (seed 2).',
    expect.stringMatching(/^ {2}Not checked: the estimator at checkModel\.test\.ts:\d+:\d+, and what goes through/),
  ]);
});

test('what has no derivative has nothing to check; what is never finite is no success', () => {
  const whole = program({ inputs: { k: i32('N') }, outputs: ({ k }) => ({ k }) });
  expect(checkModel(whole, 'default', { seed: 1 })).toMatchObject({ ok: true, runs: 0 });
  expect(checkModel(whole, 'whole', { seed: 1, target: 'js' })).toMatchObject({
    ok: true,
    lines: [
      'whole: there is nothing to derive: no real input or parameter that a real result depends on; ' +
        'what js computes agrees with float64 in 20 cases (seed 1).',
    ],
  });
  const never = program({ inputs: { x: f32('N') }, outputs: ({ x }) => ({ y: log(sub(x, 5)) }) });
  expect(checkModel(never, 'default', { seed: 1 })).toMatchObject({
    ok: false,
    lines: [expect.stringContaining('nothing could be checked')],
  });
});

test('mean squared error with a layer used twice', () => {
  const twice = dense(3, { activation: 'sigmoid' });
  const declared = model({
    inputs: { x: f32('N', 3), y: f32('N', 3) },
    outputs: ({ x }) => ({ z: twice(twice(x)) }),
    loss: ({ z, y }) => meanSquaredError(y, z),
    optimizer: sgd(),
  });
  expect(checkModel(declared, 'default', { runs: 5, seed: 1, target: 'js' }).ok).toBe(true);
});
