import { describe, expect, test } from 'vitest';
import { input, type Tensor } from '../../src/graph/index.js';
import * as ops from '../../src/ops/index.js';
import { traced } from '../support/run.js';
import { errorOf } from '../support/errorOf.js';

const x = input('x', { dtype: 'f32', shape: ['N', 3] });
const y = input('y', { dtype: 'f32', shape: ['N', 4] });
const counts = input('counts', { dtype: 'i32', shape: ['N'] });
const mask = input('mask', { dtype: 'bool', shape: ['N', 3] });

type Row = readonly [code: string, f: () => unknown, text: string];

const clash = 'the shapes [N, 3] and [N, 4] do not broadcast to one';
const rows: readonly Row[] = [
  ['shape-mismatch', () => ops.add(x, y), `add(x [N, 3], y [N, 4]): ${clash}.`],
  ['shape-mismatch', () => ops.matmul(x, y), 'matmul(x [N, 3], y [N, 4]): the inner extents 3 and N differ.'],
  [
    'shape-mismatch',
    () => ops.where(mask, x, y),
    'where(mask [N, 3], x [N, 3], y [N, 4]): the shapes [N, 3] and [N, 3] and [N, 4] do not broadcast to one.',
  ],
  [
    'shape-mismatch',
    () => ops.reshape(x, ['N', 4]),
    'reshape(x [N, 3]): 3N elements do not fill [N, 4], which has 4N.',
  ],
  ['shape-mismatch', () => ops.reshape(x, [-1, 7]), 'reshape(x [N, 3]): no extent at -1 makes [-1, 7] of it.'],
  [
    'shape-mismatch',
    () => ops.concat([x, y], { axis: 0 }),
    'concat(x [N, 3], y [N, 4]): all axes but 0 must be equal.',
  ],
  ['shape-mismatch', () => ops.stack([x, y]), 'stack(x [N, 3], y [N, 4]): the operands must have one shape.'],
  ['shape-mismatch', () => ops.squeeze(x, 1), 'squeeze(x [N, 3]): axis 1 has the extent 3, not 1.'],
  [
    'shape-mismatch',
    () => ops.broadcastTo(x, ['N', 4]),
    'broadcastTo(x [N, 3]): its shape does not broadcast to [N, 4].',
  ],
  [
    'shape-mismatch',
    () => ops.einsum('ij,ij->', x, y),
    "einsum(x [N, 3], y [N, 4]): the extents 3 and 4 of 'j' differ.",
  ],
  ['shape-mismatch', () => ops.trace(x), 'diagonal(x [N, 3]): the extents N and 3 differ.'],
  ['dtype-mismatch', () => ops.exp(counts), "exp: expected f32, found counts i32. Convert it with cast(x, 'f32')."],
  [
    'dtype-mismatch',
    () => ops.add(x, counts),
    "add: expected operands of one dtype, found x f32 and counts i32. Convert one of them with cast(x, 'f32').",
  ],
  [
    'dtype-mismatch',
    () => ops.add(mask, mask),
    "add: expected f32 or i32 or u32, found mask bool, mask bool. Convert it with cast(x, 'f32').",
  ],
  ['dtype-mismatch', () => ops.mean(counts), "mean: expected f32, found counts i32. Convert it with cast(x, 'f32')."],
  [
    'dtype-mismatch',
    () => ops.softmax(counts),
    "softmax: expected f32, found counts i32. Convert it with cast(x, 'f32').",
  ],
  [
    'dtype-mismatch',
    () => ops.div(counts, 2),
    "div: expected f32, found counts i32, constant i32. Convert it with cast(x, 'f32').",
  ],
  ['dtype-mismatch', () => ops.and(x, x), 'and: expected bool or i32 or u32, found x f32, x f32.'],
  [
    'dtype-mismatch',
    () => ops.where(x, x, x),
    'where: expected bool, found x f32 as its condition. Compare it: notEqual(x, 0).',
  ],
  [
    'dtype-mismatch',
    () => ops.sum(mask),
    "sum: expected f32 or i32 or u32, found mask bool. Convert it with cast(x, 'f32').",
  ],
  [
    'dtype-mismatch',
    () => ops.prod(mask, { axis: 1 }),
    "prod: expected f32 or i32 or u32, found mask bool. Convert it with cast(x, 'f32').",
  ],
  ['dtype-mismatch', () => ops.any(x), 'any: expected bool, found x f32.'],
  ['dtype-mismatch', () => ops.logicalAnd(x, mask), 'logicalAnd: expected bool, found x f32.'],
  ['dtype-mismatch', () => ops.logicalNot(counts), 'logicalNot: expected bool, found counts i32.'],
  [
    'dtype-mismatch',
    () => ops.matmul(mask, mask),
    "matmul: expected f32 or i32 or u32, found mask bool. Convert it with cast(x, 'f32').",
  ],
  [
    'dtype-mismatch',
    () => ops.einsum('ij,ij->', mask, mask),
    "einsum: expected f32 or i32 or u32, found mask bool. Convert it with cast(x, 'f32').",
  ],
  [
    'dtype-mismatch',
    () => ops.reciprocal(counts),
    "reciprocal: expected f32, found counts i32. Convert it with cast(x, 'f32').",
  ],
  ['shape-mismatch', () => ops.greater(x, y), `greater(x [N, 3], y [N, 4]): ${clash}.`],
  ['shape-mismatch', () => ops.notEqual(x, y), `notEqual(x [N, 3], y [N, 4]): ${clash}.`],
  [
    'shape-mismatch',
    () => ops.add(ops.sum(x, { axis: 0 }), y),
    'add(sum [3], y [N, 4]): the shapes [3] and [N, 4] do not broadcast to one.',
  ],
  [
    'dtype-mismatch',
    () => ops.gather(x, x),
    "gather: expected i32 or u32, found f32 as indices. Convert them with cast(indices, 'i32').",
  ],
  [
    'shape-mismatch',
    () => ops.scatterSet(x, counts, y),
    'scatterSet(x [N, 3], counts [N], y [N, 4]): the updates do not broadcast to [N, 3].',
  ],
  [
    'shape-mismatch',
    () => ops.scatterMax(y, [0], ops.zeros([2, 4])),
    'scatterMax(y [N, 4], constant [1], broadcastTo [2, 4]): the updates do not broadcast to [1, 4].',
  ],
  [
    'dtype-mismatch',
    () => ops.scatterMax(mask, [0], true),
    "scatterMax: expected f32 or i32 or u32, found mask bool, broadcastTo bool. Convert it with cast(x, 'f32').",
  ],
  [
    'dtype-mismatch',
    () => ops.dynamicSlice(y, [0, ops.sum(y)], ['N', 2]),
    "dynamicSlice: expected i32 or u32, found f32 as indices. Convert them with cast(indices, 'i32').",
  ],
  [
    'bad-option',
    () => ops.dynamicSlice(y, [0], ['N', 2]),
    'dynamicSlice: the number of starts and extents is 1 and 2, expected 2.',
  ],
  [
    'bad-option',
    () => ops.dynamicSlice(y, [0, 1], ['N', 5]),
    'dynamicSlice: the extent along axis 1 is 5, expected at most 4.',
  ],
  [
    'shape-mismatch',
    () => ops.dynamicSlice(y, [0, [1, 2]], ['N', 2]),
    'dynamicSlice(constant [2]): a start must be a scalar, one an axis.',
  ],
  [
    'bad-option',
    () => ops.dynamicUpdateSlice(x, y, [0, 0]),
    'dynamicUpdateSlice: the extent along axis 1 is 4, expected at most 3.',
  ],
  ['bad-option', () => ops.polygamma(-1, x), 'polygamma: n is -1, expected an integer from 0 to 30.'],
  [
    'dtype-mismatch',
    () => ops.lgamma(counts),
    "lgamma: expected f32, found counts i32. Convert it with cast(x, 'f32').",
  ],
  ['bad-option', () => ops.bandPart(x, { lower: -1 }), 'bandPart: lower is -1, expected an integer of at least 0.'],
  ['shape-mismatch', () => ops.bandPart(counts, { lower: 1 }), 'bandPart(counts [N]): expected at least two axes.'],
  [
    'dtype-mismatch',
    () => ops.contract(mask, mask, { batch: [[], []], sum: [[0], [0]] }),
    'contract: expected two of f32, i32 or u32, found bool and bool.',
  ],
  ['bad-option', () => ops.sum(x, { axis: 2 }), 'sum: axis is 2, expected an integer from -2 to 1.'],
  ['bad-option', () => ops.sum(1, { axis: 0 }), 'sum: axis is 0, expected none: the operand is a scalar.'],
  ['bad-option', () => ops.sum(x, { axis: [0, -2] }), 'sum: axis is [0,-2], expected each axis once.'],
  [
    'bad-option',
    () => ops.transpose(x, [0]),
    'transpose: the permutation is [0], expected the axes 0 to 1, each once.',
  ],
  ['bad-option', () => ops.reshape(x, [-1, -1]), 'reshape: the shape is [-1, -1], expected at most one -1.'],
  [
    'bad-option',
    () => ops.reshape(x, [1.5]),
    "reshape: an extent is 1.5, expected an integer, -1 or a multiple of 'N'.",
  ],
  ['bad-option', () => ops.slice(x, [0, 2], ['N', 9]), 'slice: a part is 2 to 9, expected a part of 0 to 3.'],
  ['bad-option', () => ops.slice(x, [0, 0, 0]), 'slice: the number of starts is 3, expected at most 2.'],
  ['bad-option', () => ops.slice(x, 1 as never), 'slice: starts is 1, expected a list by axis.'],
  ['bad-option', () => ops.slice(x, [0], 'N' as never), 'slice: ends is "N", expected a list by axis.'],
  ['bad-option', () => ops.slice(x, [0.5]), 'slice: a place is 0.5 to N, expected integers.'],
  ['bad-option', () => ops.pad(x, 1 as never), 'pad: widths is 1, expected a list by axis.'],
  ['bad-option', () => ops.pad(x, [1, 2] as never), 'pad: a width is 1, expected two integers, before and behind.'],
  [
    'bad-option',
    () => ops.pad(x, [[0, 1], [0.5]] as never),
    'pad: a width is [0.5], expected two integers, before and behind.',
  ],
  [
    'bad-option',
    () => ops.slice(x, [0], ['N'], [2]),
    'slice: a stride is 2, expected one that divides N - 0 for every N.',
  ],
  ['bad-option', () => ops.pad(x, [[0, 0]]), 'pad: the number of widths is 1, expected one for each of 2 axes.'],
  [
    'bad-option',
    () =>
      ops.pad(x, [
        [0, 0],
        [-2, -2],
      ]),
    'pad: the width is -2 before and -2 behind, expected integers that leave something of 3.',
  ],
  ['bad-option', () => ops.split(x, 2, { axis: 1 }), 'split: the number of parts is 2, expected a divisor of 3.'],
  ['bad-option', () => ops.glu(x), 'glu: the extent of axis -1 is 3, expected an even number.'],
  [
    'bad-option',
    () => ops.einsum('ij->k', x),
    "einsum: the result is 'k', expected letters of the operands, each once.",
  ],
  [
    'bad-option',
    () => ops.einsum('i…', x),
    "einsum: the subscripts is 'i…', expected a letter for each axis: an ellipsis is not supported.",
  ],
  [
    'bad-option',
    () => ops.einsum('...ij,...jk->...ik', x, y),
    "einsum: the subscripts is '...ij,...jk->...ik', expected a letter for each axis: an ellipsis is not supported.",
  ],
  [
    'bad-option',
    () => ops.einsum('i1', x),
    "einsum: the subscripts is 'i1', expected letters, ',' and '->', such as 'ij,jk->ik'.",
  ],
  ['bad-option', () => ops.norm(x, { ord: 3 }), 'norm: ord is 3, expected 1, 2 or Infinity.'],
  ['bad-option', () => ops.gather(ops.zeros([0]), [0]), 'gather: the extent to choose from is 0, expected at least 1.'],
  [
    'bad-constant',
    () => ops.add(counts, 0.5),
    "add: expected a value of i32, found 0.5. Convert counts with cast(x, 'f32').",
  ],
  ['bad-constant', () => ops.add(ops.cast(counts, 'u32'), -1), 'add: expected a value of u32, found -1.'],
  ['bad-constant', () => ops.add(x, true), 'add: expected a number, as f32, found true.'],
  [
    'bad-constant',
    () => ops.add(x, [[1, 2], [3]]),
    'add: expected rows of one length, found an array whose row 0 is of 2 elements and row 1 is of 1 element.',
  ],
  [
    'bad-constant',
    () => ops.add(x, [[1, 2], 3]),
    'add: expected rows of one length, found an array whose row 0 is of 2 elements and row 1 is 3.',
  ],
  [
    'bad-constant',
    () => ops.add(x, [[[1]], [[2], [3]]]),
    'add: expected rows of one length, found an array whose row 0 is of shape [1, 1] and row 1 is of shape [2, 1].',
  ],
  [
    'bad-constant',
    () => ops.matmul(x, function f32() {} as never),
    'matmul: expected a tensor, a number, a boolean or an array of them, found the function f32.',
  ],
  [
    'bad-constant',
    () => ops.add(x, new Int32Array(3) as never),
    'add: expected a tensor, a number, a boolean or an array of them, found an Int32Array. Write it as a plain array: Array.from(x).',
  ],
  [
    'bad-constant',
    () => ops.add(x, { a: 1 } as never),
    'add: expected a tensor, a number, a boolean or an array of them, found an object.',
  ],
  [
    'bad-constant',
    () => ops.add(x, 'two' as never),
    'add: expected a tensor, a number, a boolean or an array of them, found "two".',
  ],
  [
    'bad-constant',
    () => ops.exp(undefined as never),
    'exp: expected a tensor, a number, a boolean or an array of them, found undefined.',
  ],
  [
    'bad-constant',
    () => ops.add(x, Promise.resolve(1) as never),
    'add: expected a tensor, a number, a boolean or an array of them, found a Promise.',
  ],
  [
    'bad-constant',
    () => ops.stack([[x]] as never),
    'stack: expected a tensor, a number, a boolean or an array of them, found a tensor inside an array.',
  ],
  [
    'outside-model',
    () => ops.normal([2]),
    'normal was called outside of a model. Call it inside the functions given to model() or program().',
  ],
  [
    'outside-model',
    () => ops.tap('a', x),
    'tap was called outside of a model. Call it inside the functions given to model() or program().',
  ],
  [
    'duplicate-name',
    () => traced(() => [ops.tap('a', x), ops.tap('a', y)]),
    "tap('a'): the name is taken. Give each tapped tensor a name of its own.",
  ],
];

describe('what does not fit is told in words', () => {
  test.each(rows)('%s %#', (code, f, text) => {
    const error = errorOf(f);
    expect(error.message).toBe(text);
    expect(error.code).toBe(code);
  });
});

test('the first place is the line of the call', () => {
  const calls: (() => Tensor)[] = [
    () => ops.add(x, y),
    () => ops.matmul(x, y),
    () => ops.exp(counts),
    () => ops.sum(x, { axis: 7 }),
  ];
  for (const call of calls) {
    const [first] = errorOf(call).places;
    expect(first?.source.file).toContain('errors.test.ts');
  }
});
