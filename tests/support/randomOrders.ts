import { neverAbove } from '../../src/base/index.js';
import { apply, applyNode, type Op, type Tensor } from '../../src/graph/index.js';
import * as o from '../../src/ops/index.js';
import type { Chooser, Growth } from './randomWholes.js';

// What random programs make with ops whose elements depend on those before them.

const some = (pool: readonly Tensor[], choose: Chooser, fits: (x: Tensor) => boolean): Tensor | undefined =>
  choose.one(pool.filter(fits));

const isNumber = ({ dtype }: Tensor): boolean => dtype !== 'bool';
const isFloat = ({ dtype }: Tensor): boolean => dtype === 'f32';

export const running: Growth = (op: Op, pool, choose) => {
  const x = some(pool, choose, ({ dtype, shape }) => dtype === 'f32' && shape.length > 0);
  if (!x) return null;
  const attrs = {
    axis: choose.below(x.shape.length),
    reverse: choose.below(2) === 1,
    exclusive: choose.below(4) === 1,
  };
  if (op !== o.linearRecurrenceOp) return apply(op, [x], attrs);
  const { axis, reverse } = attrs;
  return o.linearRecurrence(x, o.tanh(x), { axis, reverse });
};

/** Of floats the values alone: where two are nearly equal, rounding decides on their places. */
export const ordering: Growth = (op, pool, choose) => {
  const x = some(pool, choose, (y) => isNumber(y) && y.shape.length > 0);
  if (!x) return null;
  const order = choose.one(['rising', 'falling', 'fallingFromNaN']);
  const { results } = applyNode(op, [x], { order });
  return x.dtype === 'f32' ? results.slice(0, 1) : results;
};

/** As `ordering`; of a row that grows with N the first one. */
export const selecting: Growth = (op, pool, choose) => {
  const x = some(pool, choose, (y) => isNumber(y) && y.shape.length > 0 && neverAbove(1, y.shape.at(-1)!));
  if (!x) return null;
  const length = x.shape.at(-1)!;
  const { results } = applyNode(op, [x], { k: typeof length === 'number' ? 1 + choose.below(length) : 1 });
  return x.dtype === 'f32' ? results.slice(0, 1) : results;
};

export const searching: Growth = (op, pool, choose) => {
  const row = some(pool, choose, (y) => isNumber(y) && y.shape.length === 1);
  const values = row && some(pool, choose, ({ dtype }) => dtype === row.dtype);
  return row && values ? apply(op, [o.sort(row), values], { side: choose.one(['left', 'right']) }) : null;
};

const isMatrix = (x: Tensor): boolean =>
  isFloat(x) && x.shape.length >= 2 && x.shape.every((extent) => neverAbove(1, extent));

/** x xᵀ + 2: symmetric, and positive definite. */
function definite(x: Tensor): Tensor {
  const small = o.tanh(x);
  const extent = x.shape.at(-2)!;
  return o.add(o.matmul(small, o.swapaxes(small, -2, -1)), o.mul(2, o.eye(extent)));
}

export const factoring: Growth = (op, pool, choose) => {
  const x = some(pool, choose, isMatrix);
  return x ? apply(op, [definite(x)], {}) : null;
};

export const solving: Growth = (op, pool, choose) => {
  const x = some(pool, choose, isMatrix);
  const [lower, transposeA, unitDiagonal] = [0, 1, 2].map(() => choose.below(2) === 1);
  return x ? apply(op, [definite(x), x], { lower, transposeA, unitDiagonal }) : null;
};
