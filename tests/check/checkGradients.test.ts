import { describe, expect, test } from 'vitest';
import { checkpoint, customVjp } from '../../src/autodiff/index.js';
import { checkGradients, type ArgumentSpec } from '../../src/check/index.js';
import { apply, type Op, type Tensor } from '../../src/graph/index.js';
import {
  abs,
  cos,
  exp,
  floor,
  log,
  matmul,
  max,
  maximum,
  mul,
  reduceSum,
  relu,
  sin,
  softmax,
  stopGradient,
  sum,
  tanh,
} from '../../src/ops/index.js';
import { errorOf } from '../support/errorOf.js';

const f32 = (...shape: (number | string)[]): ArgumentSpec => ({ dtype: 'f32', shape });

describe('right functions pass', () => {
  const right: [string, (...xs: Tensor[]) => unknown, ArgumentSpec[]][] = [
    ['a sine', (x) => sin(x!), [f32(3)]],
    ['softmax of a product', (x, w) => softmax(matmul(x!, w!)), [f32('N', 3), f32(3, 2)]],
    ['several results', (x) => ({ a: exp(x!), b: [sum(x!)] }), [f32('N', 2)]],
    ['kinks', (x) => maximum(abs(x!), relu(max(x!, { axis: -1, keepDims: true }))), [f32('N', 3)]],
    ['steps', (x) => mul(floor(x!), x!), [f32(4)]],
    ['held values', (x) => mul(stopGradient(sin(x!)), x!), [f32(2)]],
    ['a domain', (x) => log(x!), [{ shape: [3], domain: [0.2, 3] }]],
  ];
  test.each(right)('%s', (_, f, inputs) => {
    expect(checkGradients(f, { inputs, runs: 30, seed: 1 })).toMatchObject({ ok: true, runs: 30, seed: 1 });
  });
});

/** A sine; `slope` is what its derivative is said to be. */
const sine = (slope: (x: Tensor) => Tensor) =>
  customVjp((x: Tensor) => sin(x), {
    forward: (x: Tensor) => [sin(x), x] as const,
    backward: (x: Tensor, dy: Tensor) => [mul(dy, slope(x))] as [Tensor],
  });

describe('a wrong vjp is found', () => {
  const inputs = [f32('N', 2)];

  test('in value, with the element, the numbers, the line and the seed', () => {
    const wrong = sine((x) => mul(cos(x), 1.01));
    const { code, message, places } = errorOf(() =>
      checkGradients((x: Tensor) => reduceSum(wrong(exp(x)), [0]), { inputs, seed: 3 }),
    );
    expect(code).toBe('wrong-gradient');
    expect(message.replaceAll(/test\.ts:\d+:\d+/g, 'test.ts:LINE')).toBe(
      [
        'A derivative is wrong.',
        '  The gradient of the result with respect to argument 0 [N, 2] at [0, 0] is 0.6337993, but differences give 0.6275241. ' +
          'The derivative that customVjp was given for its argument makes it: checkGradients.test.ts:LINE, called at checkGradients.test.ts:LINE. ' +
          'If it is meant to, say so: `estimator: true` beside its backward.',
        '  The smallest case that was found, with N = 1:',
        '    argument 0 = [1, 2] of 0, 0',
        '  The same cases again: { seed: 3, runs: 100 }',
      ].join('\n'),
    );
    expect(places[0]!.source.file).toBe(import.meta.url);
  });

  test('in the second derivative alone; not if that is not asked for', () => {
    const f = (x: Tensor): Tensor => sine((y) => cos(stopGradient(y)))(exp(x));
    expect(errorOf(() => checkGradients(f, { inputs, seed: 3 })).message).toContain(
      'A second derivative of the result',
    );
    expect(checkGradients(f, { inputs, seed: 3, order: 1 }).ok).toBe(true);
  });

  test('again with the same seed', () => {
    const found = () =>
      errorOf(() =>
        checkGradients(
          sine((x) => x),
          { inputs, seed: 8 },
        ),
      ).message;
    expect(found()).toBe(found());
  });

  test('at one element of many', () => {
    const weights = Array.from({ length: 6 }, (_, k) => (k === 4 ? 0.5 : 1));
    const wrong = sine((x) => mul(cos(x), weights));
    const { message } = errorOf(() => checkGradients((x: Tensor) => wrong(x), { inputs: [f32(6)], seed: 3 }));
    expect(message).toContain('with respect to argument 0 [6] at [4] is');
  });
});

describe('an estimator', () => {
  const rounded = customVjp((x: Tensor) => floor(x), {
    forward: (x: Tensor) => [floor(x), null] as const,
    backward: (_, dy: Tensor) => [dy] as [Tensor],
    estimator: true,
  });
  const inputs = [f32(3)];

  test('is left out, and named', () => {
    const { ok, lines } = checkGradients((x: Tensor) => mul(rounded(x), sin(x)), { inputs, seed: 3 });
    expect(ok).toBe(true);
    expect(lines[1]).toMatch(
      /^ {2}Not checked: the estimator at checkGradients\.test\.ts:\d+:\d+, and what goes through it alone\.$/,
    );
  });

  test('hides nothing that is wrong beside it', () => {
    const wrong = sine((x) => mul(cos(x), 1.01));
    const f = (x: Tensor): Tensor => mul(checkpoint((y: Tensor) => rounded(y))(x), wrong(x));
    expect(errorOf(() => checkGradients(f, { inputs, seed: 3 })).message).toContain(
      'The derivative that customVjp was given',
    );
  });

  test('alone is nothing to check', () => {
    expect(errorOf(() => checkGradients((x: Tensor) => exp(rounded(x)), { inputs })).message).toMatch(
      /^checkGradients, beside estimators: there is no f32 input/,
    );
  });
});

describe('an op of one’s own', () => {
  const own = (rules: Partial<Op>): Op => ({ ...tanh.op, ...rules });

  test('a wrong vjp', () => {
    const wrong = own({ vjp: ({ ys, dys }) => [mul(dys[0]!, ys[0]!)] });
    const { message } = errorOf(() =>
      checkGradients((x: Tensor) => apply(wrong, [x], {}), { inputs: [f32(2)], seed: 1 }),
    );
    expect(message).toContain('By itself tanh is wrong with respect to its operand x');
  });

  test('a wrong jvp beside a right vjp', () => {
    const wrong = own({ jvp: ({ tangents: [dx] }) => [dx!] });
    const { message } = errorOf(() =>
      checkGradients((x: Tensor) => apply(wrong, [x], {}), { inputs: [f32(2)], seed: 1 }),
    );
    expect(message).toContain('by forward mode, is');
  });
});

test('a check without anything to compare is refused', () => {
  const { code, message } = errorOf(() => checkGradients((x: Tensor) => x, { inputs: [{ dtype: 'i32', shape: [2] }] }));
  expect(code).toBe('nothing-checked');
  expect(message).toBe(
    'checkGradients: there is no f32 input with an f32 result that is finite and smooth near it. ' +
      'Give inputs of dtype f32, and a domain in which the function is defined.',
  );
});
