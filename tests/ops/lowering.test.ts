import { describe, expect, test } from 'vitest';
import type { Shape } from '../../src/base/index.js';
import { e, inside, interval, printExpr, type Axis, type Read } from '../../src/expr/index.js';
import { applyNode, input, type Op, type Tensor } from '../../src/graph/index.js';
import * as ops from '../../src/ops/index.js';

const letters = ['a', 'b', 'c', 'd'];

/** The meaning of one element of the result, whose indices are a, b, c, …; the operands are x0, x1, … */
function meaning(op: Op, shapes: readonly Shape[], attrs: unknown): string {
  const xs: Tensor[] = shapes.map((shape, k) =>
    input(`x${k}`, { dtype: op === ops.gatherOp && k === 1 ? 'i32' : 'f32', shape }),
  );
  const node = applyNode(op, xs, attrs);
  const reads = xs.map<Read>(({ dtype, shape }, k) => (index) => ({
    kind: 'load',
    dtype,
    from: { name: `x${k}`, dtype, shape },
    index,
  }));
  const lowered = op.lower!(reads, xs, attrs);
  if ('form' in lowered) throw new Error('a scatter has no reader');
  const axes: Axis[] = node.results[0]!.shape.map((extent) => e.axis(extent));
  return printExpr(lowered[0]!(axes), new Map(axes.map((axis, k) => [axis, letters[k]!])));
}

type Row = readonly [what: string, op: Op, shapes: readonly Shape[], attrs: unknown, text: string];

const zero = [0, 0];
const rows: readonly Row[] = [
  ['a reshape that splits multiplies', ops.reshapeOp, [['N', 784]], { shape: ['N', 28, 28] }, 'x0[a, ((b * 28) + c)]'],
  [
    'a reshape that merges divides',
    ops.reshapeOp,
    [['N', 28, 28]],
    { shape: ['N', 784] },
    'x0[a, idiv(b, 28), mod(b, 28)]',
  ],
  [
    'a reshape that only drops axes does neither',
    ops.reshapeOp,
    [[1, 'N', 1, 3]],
    { shape: ['N', 3, 1] },
    'x0[0, a, 0, b]',
  ],
  ['a reshape over N', ops.reshapeOp, [['N', 3, 2]], { shape: ['3N', 2] }, 'x0[idiv(a, 3), mod(a, 3), b]'],
  ['a reshape of N behind', ops.reshapeOp, [[3, 'N']], { shape: ['3N'] }, 'x0[idiv(a, N), mod(a, N)]'],
  ['a transpose changes places', ops.transposeOp, [['N', 3]], { permutation: [1, 0] }, 'x0[b, a]'],
  ['a broadcast forgets', ops.broadcastOp, [[3]], { shape: ['N', 3], axes: [1] }, 'x0[b]'],
  [
    'a slice steps',
    ops.sliceOp,
    [['N', 9]],
    { starts: [1, 0], ends: ['N', 9], strides: [1, 2] },
    'x0[(a + 1), (b * 2)]',
  ],
  ['a reverse turns round', ops.reverseOp, [['N']], { axes: [0] }, 'x0[((N - a) - 1)]'],
  ['a crop needs no guard', ops.padOp, [[9]], { low: [-1], high: [-2], interior: [0], value: 0 }, 'x0[(a + 1)]'],
  [
    'a pad guards the padded axis alone',
    ops.padOp,
    [['N', 3]],
    { low: [0, 1], high: zero, interior: zero, value: 0 },
    'select((0 <= (b - 1)), x0[a, (b - 1)], 0)',
  ],
  [
    'a concat chooses',
    ops.concatOp,
    [
      ['N', 2],
      ['N', 3],
    ],
    { axis: 1 },
    'select((b < 2), x0[a, b], x1[a, (b - 2)])',
  ],
  ['a gather clamps', ops.gatherOp, [[9, 2], ['N']], { axis: 0, batch: 0 }, 'x0[max(0, min(x1[a], 8)), b]'],
  [
    'a matrix product',
    ops.contractOp,
    [
      ['N', 4],
      [4, 5],
    ],
    { batch: [[], []], sum: [[1], [0]] },
    'sum(k2 < 4: (x0[a, k2] * x1[k2, b]))',
  ],
  ['an argmax', ops.argMaxOp, [['N', 4]], { axis: 1 }, 'argMax#1(k1 < 4: x0[a, k1]; k1)'],
];

describe('what a kernel reads', () => {
  test.each(rows)('%s', (_, op, shapes, attrs, text) => {
    expect(meaning(op, shapes, attrs)).toBe(text);
  });
});

test('an index that was clamped is known to lie inside', () => {
  const loaded = { kind: 'load', dtype: 'i32', from: { name: 'x', dtype: 'i32', shape: [] }, index: [] } as const;
  for (const extent of [1, 9, 'N', '2N+1']) {
    const bounds = interval(e.clamp(loaded, extent));
    expect(bounds && inside(bounds, extent)).toBe(true);
    expect(inside(bounds!, 1)).toBe(extent === 1);
  }
});
