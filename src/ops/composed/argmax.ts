import { badAttribute, optionsOf, type Extent } from '../../base/index.js';
import { apply, type Tensor } from '../../graph/index.js';
import { argMaxOp } from '../argMax.js';
import { axisOf } from '../families/axes.js';
import { fail, tensorOf, type Operand } from '../families/operand.js';
import { neg } from '../neg.js';
import { not } from '../not.js';
import { reshape } from '../reshape.js';
import { keptDims } from './reducing.js';

export interface ArgmaxOptions {
  /** The axis to search along; the place in the flattened tensor where absent. */
  readonly axis?: number | undefined;
  readonly keepDims?: boolean | undefined;
}

/** The index (i32) of the greatest element along an axis: the first of equals, and of NaNs if there are any. */
export function argmax(x: Operand, options: ArgmaxOptions = {}): Tensor {
  return search('argmax', tensorOf(x, 'argmax'), options);
}

/** The index (i32) of the least element along an axis: the first of equals, and of NaNs if there are any. */
export function argmin(x: Operand, options: ArgmaxOptions = {}): Tensor {
  const tensor = tensorOf(x, 'argmin');
  // Of integers and bools `not` turns the order round without overflow.
  return search('argmin', tensor.dtype === 'f32' ? neg(tensor) : not(tensor), options);
}

function search(op: string, x: Tensor, options: ArgmaxOptions): Tensor {
  const { axis, keepDims } = optionsOf(op, options, { axis: undefined, keepDims: false });
  const rank = x.shape.length;
  if (axis === undefined) {
    x.shape.forEach((extent) => requireSome(op, extent));
    const found = apply(argMaxOp, [reshape(x, [-1])], { axis: 0 });
    return keepDims
      ? reshape(
          found,
          x.shape.map(() => 1),
        )
      : found;
  }
  const counted = axisOf(op, axis, rank);
  requireSome(op, x.shape[counted]!);
  const found = apply(argMaxOp, [x], { axis: counted });
  return keepDims ? keptDims(found, x, [counted]) : found;
}

function requireSome(op: string, extent: Extent): void {
  if (extent === 0) fail(badAttribute(op, 'the extent to search', '0', 'at least 1'));
}
