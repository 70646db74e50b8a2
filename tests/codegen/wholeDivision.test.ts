// Division of integers where it has no result, or one that does not fit: every back end says what src/expr says.
import { describe, expect, test } from 'vitest';
import { callScalar, e } from '../../src/expr/index.js';
import { input, type Tensor } from '../../src/graph/index.js';
import { add, constant, mod } from '../../src/ops/index.js';
import { binary } from '../../src/ops/families/elementwise.js';
import { ndarray } from '../support/ndarrays.js';
import { runners } from '../support/runners.js';

/** No op of the package: kernels divide indices. */
const idiv = binary({
  name: 'idiv',
  dtypes: ['i32', 'u32'],
  vjp: () => [null, null],
  lower: (a, b) => e.idiv(a, b),
  reference: (a, b) => Math.floor(a / b),
});

const least = -(2 ** 31);
const signed = [
  [5, 0],
  [-5, 0],
  [0, 0],
  [least, 0],
  [least, -1],
  [least, 1],
  [least, 3],
  [2 ** 31 - 1, -1],
  [-7, 2],
  [7, -2],
  [-7, -2],
] as const;
const unsigned = [
  [5, 0],
  [0, 0],
  [2 ** 32 - 1, 0],
  [2 ** 32 - 1, 1],
  [2 ** 32 - 1, 2 ** 31],
  [7, 2],
  [2 ** 32 - 2, 2 ** 32 - 1],
] as const;

describe.each(Object.keys(runners))('%s', (name) => {
  test.each([
    ['idiv', 'i32', signed],
    ['mod', 'i32', signed],
    ['idiv', 'u32', unsigned],
    ['mod', 'u32', unsigned],
  ] as const)('%s of %s', (fn, dtype, pairs) => {
    // Eleven pairs or seven: two vectors or one, and three on their own.
    const [a, b]: [Tensor, Tensor] = [input('x0', { dtype, shape: ['N'] }), input('x1', { dtype, shape: ['N'] })];
    const divided = (fn === 'idiv' ? idiv : mod)(a, b);
    // Inside an expression too: what is stored is wrapped by the store alone.
    const ys = [divided, add(divided, constant(1, { dtype }))];
    const fed = new Map(
      [a, b].map((x, k) => [
        x,
        ndarray(
          pairs.map((pair) => pair[k]!),
          dtype,
        ),
      ]),
    );
    const { results } = runners[name]!({ xs: [a, b], ys })(fed, pairs.length);
    const expected = pairs.map((pair) => callScalar(fn, dtype, dtype, pair));
    expect([...results[0]!.data]).toEqual(expected.map((value) => value + 0));
    expect([...results[1]!.data]).toEqual(expected.map((value) => callScalar('add', dtype, dtype, [value, 1])));
  });
});
