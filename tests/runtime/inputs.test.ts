import { describe, expect, test } from 'vitest';
import { evaluated, handMade, line, refusal } from '../module/handMade.js';

const x = (n: number): Float32Array => new Float32Array(2 * n).fill(1);
const labels = (n: number): Int32Array => new Int32Array(n);

const net = (checkNumerics = false): any => evaluated([handMade(line)], { checkNumerics }).create({ seed: 3 }); // eslint-disable-line @typescript-eslint/no-explicit-any

describe('what a step refuses, and changes nothing', () => {
  const cases: [string, unknown, string, string][] = [
    ['nothing', undefined, 'wrong-inputs', 'step: expected an object with x, label, found Undefined.'],
    ['null', null, 'wrong-inputs', 'step: expected an object with x, label, found Null.'],
    ['a number', 3, 'wrong-inputs', 'step: expected an object with x, label, found Number.'],
    [
      'a name that is not known',
      { x: x(1), lable: labels(1) },
      'unknown-input',
      'step: there is no input lable; expected x, label.',
    ],
    [
      'a hostile name',
      { x: x(1), label: labels(1), '"\n*/': 1 },
      'unknown-input',
      'step: there is no input "\\"\\n*/"; expected x, label.',
    ],
    ['a missing array', { x: x(1) }, 'missing-input', 'step: label is missing; expected Int32Array of shape [N].'],
    [
      'an undefined array',
      { x: undefined, label: labels(1) },
      'missing-input',
      'step: x is missing; expected Float32Array of shape [N, 2].',
    ],
    [
      'a plain array',
      { x: [1, 2], label: labels(1) },
      'wrong-array',
      'step: x: expected Float32Array of shape [N, 2], found Array.',
    ],
    [
      'doubles',
      { x: new Float64Array(2), label: labels(1) },
      'wrong-array',
      'step: x: expected Float32Array of shape [N, 2], found Float64Array.',
    ],
    [
      'unsigned labels',
      { x: x(1), label: new Uint32Array(1) },
      'wrong-array',
      'step: label: expected Int32Array of shape [N], found Uint32Array.',
    ],
    [
      'a number for a batch',
      { x: 1, label: labels(1) },
      'wrong-array',
      'step: x: expected Float32Array of shape [N, 2], found 1.',
    ],
    [
      'an object that claims to be an array',
      { x: { [Symbol.toStringTag]: 'Float32Array', length: 2 }, label: labels(1) },
      'wrong-array',
      'step: x: expected Float32Array of shape [N, 2], found Float32Array.',
    ],
    [
      'half a sample',
      { x: new Float32Array(3), label: labels(1) },
      'wrong-length',
      'step: x: found 3 values, expected a multiple of 2 for shape [N, 2].',
    ],
    [
      'inputs that disagree',
      { x: x(2), label: labels(3) },
      'batch-mismatch',
      'step: inputs disagree on the number of samples: label holds 3, x holds 2.',
    ],
    ['no sample', { x: x(0), label: labels(0) }, 'empty-batch', 'step: expected at least one sample, found none.'],
    [
      'an index that is too large',
      { x: x(2), label: new Int32Array([0, 3]) },
      'out-of-range',
      'step: label[1] is 3; expected 0 to 2, for it indexes the 3 classes of y.',
    ],
    [
      'a negative index',
      { x: x(2), label: new Int32Array([-1, 0]) },
      'out-of-range',
      'step: label[0] is -1; expected 0 to 2, for it indexes the 3 classes of y.',
    ],
  ];

  test.each(cases)('%s', (_, inputs, code, says) => {
    const made = net();
    const before = made.save();
    expect(refusal(() => made.step(inputs))).toEqual({ name: 'TapelessError', code, says });
    expect(made.save()).toEqual(before);
    expect(made.step({ x: x(2), label: labels(2) }).loss).toBe(9);
  });

  test('NaN and infinity, in a build that checks numbers', () => {
    const made = net(true);
    const before = made.save();
    const says = 'step: x[1, 0] is NaN; this build takes finite numbers only.';
    const inputs = { x: new Float32Array([1, 1, NaN, 1]), label: labels(2) };
    expect(refusal(() => made.step(inputs))).toEqual({ name: 'TapelessError', code: 'not-finite', says });
    expect(refusal(() => made.predict({ x: new Float32Array([1, -Infinity]) })).says).toBe(
      'predict: x[0, 1] is -Infinity; this build takes finite numbers only.',
    );
    expect(made.save()).toEqual(before);
    expect(net().step(inputs).loss).toBeNaN();
  });
});

test('inputs of another realm and subclasses are taken', async () => {
  const { runInNewContext } = await import('node:vm');
  const foreign = runInNewContext('new Float32Array([1, 1])') as Float32Array;
  expect(foreign instanceof Float32Array).toBe(false);
  expect(net().predict({ x: foreign })).toEqual({ y: new Float32Array([9]) });
});

test('predict takes only what it needs, and leaves other inputs of the model alone', () => {
  expect(net().predict({ x: x(1), label: 'not even looked at' })).toEqual({ y: new Float32Array([9]) });
  expect(refusal(() => net().predict({ x: x(1), z: x(1) })).says).toBe('predict: there is no input z; expected x.');
});

test('what a call got belongs to the caller, before and after', () => {
  const made = net();
  const given = x(2);
  const first = made.predict({ x: given });
  given.fill(100);
  const second = made.predict({ x: given });
  expect(first.y).toEqual(new Float32Array([9, 9]));
  second.y.fill(0);
  expect(made.predict({ x: x(2) }).y).toEqual(new Float32Array([9, 9]));
});

test('an empty batch predicts nothing', () => {
  expect(net().predict({ x: x(0) })).toEqual({ y: new Float32Array(0) });
});

describe('inputs of every kind', () => {
  const echo = (name: string, dtype: 'f32' | 'i32' | 'u32' | 'bool', shape: readonly (number | string)[], more = {}) =>
    handMade({
      buffers: [{ name: 'n', shape: [] }],
      entries: [
        {
          name: 'run',
          feeds: [{ name, dtype, shape, ...more }],
          results: [
            { path: [name], of: [name] },
            { path: ['n'], of: ['n'] },
          ],
          body: (v) => [`${v('n')}[0] = N;`],
        },
      ],
    });
  const run = (unit: ReturnType<typeof echo>, inputs: object): Record<string, unknown> =>
    evaluated([unit]).create().run(inputs);

  test.each([
    ['f32', 0.1, Math.fround(0.1)],
    ['f32', NaN, NaN],
    ['i32', -5, -5],
    ['u32', 4294967295, 4294967295],
    ['bool', 1, 1],
    ['bool', 0, 0],
  ] as const)('a scalar %s as the number %j', (dtype, given, found) => {
    expect(run(echo('s', dtype, []), { s: given })).toEqual({ s: found, n: 1 });
  });

  test.each([
    ['i32', 1.5, 'run: s: expected Int32Array of shape [] or a number that fits in one, found 1.5.'],
    ['i32', 2 ** 31, 'run: s: expected Int32Array of shape [] or a number that fits in one, found 2147483648.'],
    ['u32', -1, 'run: s: expected Uint32Array of shape [] or a number that fits in one, found -1.'],
    ['bool', 2, 'run: s: expected Uint8Array of shape [] or a number that fits in one, found 2.'],
    ['i32', NaN, 'run: s: expected Int32Array of shape [] or a number that fits in one, found NaN.'],
    ['f32', '1', 'run: s: expected Float32Array of shape [] or a number that fits in one, found String.'],
  ] as const)('no scalar %s as %j', (dtype, given, says) => {
    expect(refusal(() => run(echo('s', dtype, []), { s: given }))).toEqual({
      name: 'TapelessError',
      code: 'wrong-array',
      says,
    });
  });

  test('a scalar as an array of one', () => {
    expect(run(echo('s', 'f32', []), { s: new Float32Array([4]) })).toEqual({ s: 4, n: 1 });
    const says = 'run: s: found 2 values, expected 1 for shape [].';
    expect(refusal(() => run(echo('s', 'f32', []), { s: new Float32Array(2) })).says).toBe(says);
  });

  test('a fixed shape', () => {
    const unit = echo('a', 'u32', [2, 2]);
    expect(run(unit, { a: new Uint32Array([1, 2, 3, 4]) })).toEqual({ a: new Uint32Array([1, 2, 3, 4]), n: 1 });
    expect(refusal(() => run(unit, { a: new Uint32Array(3) })).says).toBe(
      'run: a: found 3 values, expected 4 for shape [2, 2].',
    );
  });

  test('truth values are 0 or 1', () => {
    const unit = echo('mask', 'bool', ['N', 2]);
    expect(run(unit, { mask: new Uint8Array([0, 1]) })).toEqual({ mask: new Uint8Array([0, 1]), n: 1 });
    expect(refusal(() => run(unit, { mask: new Uint8Array([0, 1, 1, 7]) }))).toEqual({
      name: 'TapelessError',
      code: 'not-bool',
      says: 'run: mask[1, 1] is 7; expected 0 or 1.',
    });
  });

  test.each([
    [['2N+1', 3], 9, 1],
    [['2N+1', 3], 3, 0],
    [['N', 'N'], 49, 7],
    [['N', 'N', 2], 2 * 81, 9],
    [['N', 'N+1'], 110, 10],
    [['N', 'N'], 0, 0],
  ])('N of shape %j with %i values is %i', (shape, length, n) => {
    expect(run(echo('a', 'f32', shape), { a: new Float32Array(length) })['n']).toBe(n);
  });

  test.each([
    [['2N+1', 3], 8, 'run: a: found 8 values, expected another number for shape [2N+1, 3].'],
    [['N', 'N'], 50, 'run: a: found 50 values, expected another number for shape [N, N].'],
    [['2N+1'], 0, 'run: a: found 0 values, expected another number for shape [2N+1].'],
    [[0, 3], 3, 'run: a: found 3 values, expected 0 for shape [0, 3].'],
  ])('shape %j refuses %i values', (shape, length, says) => {
    expect(refusal(() => run(echo('a', 'f32', shape), { a: new Float32Array(length) })).says).toBe(says);
  });

  test('an index deep in a batch is named by its place', () => {
    const unit = echo('tokens', 'i32', ['N', 2, 3], {
      ranges: [{ extent: 10, of: 'the 10 rows of embedding/embeddings' }],
    });
    const tokens = new Int32Array(12).fill(9);
    tokens[10] = 10;
    expect(refusal(() => run(unit, { tokens })).says).toBe(
      'run: tokens[1, 1, 1] is 10; expected 0 to 9, for it indexes the 10 rows of embedding/embeddings.',
    );
  });

  test('a program without inputs runs on nothing', () => {
    const unit = handMade({
      buffers: [{ name: 'n', shape: [] }],
      entries: [{ name: 'run', results: [{ path: ['n'], of: ['n'] }], body: (v) => [`${v('n')}[0] = 5;`] }],
    });
    expect(evaluated([unit]).create().run()).toEqual({ n: 5 });
    expect(refusal(() => evaluated([unit]).create().run({ a: 1 })).says).toBe(
      'run: there is no input a; expected none.',
    );
  });
});
