import { optionsOf } from '../../base/index.js';
import { apply, type Op, type Tensor } from '../../graph/index.js';
import { cumLogSumExpOp } from '../cumLogSumExp.js';
import { cumMaxOp } from '../cumMax.js';
import { cumProdOp } from '../cumProd.js';
import { cumSumOp } from '../cumSum.js';
import { axisOf } from '../families/axes.js';
import type { CumulativeAttrs } from '../families/cumulative.js';
import { floatOf, numberOf } from '../families/floats.js';
import type { Operand } from '../families/operand.js';
import { neg } from '../neg.js';
import { not } from '../not.js';

export interface CumulativeOptions {
  /** The axis along which elements are combined, negative ones counted from the end; the last one where absent. */
  readonly axis?: number | undefined;
  /** From the axis' end to its start. */
  readonly reverse?: boolean | undefined;
  /** Each element holds what stands before it, itself left out: the first one 0, 1 or -Infinity, as the sum, product or greatest of nothing. */
  readonly exclusive?: boolean | undefined;
}

/** Running sum along an axis; integers wrap. */
export function cumsum(x: Operand, options: CumulativeOptions = {}): Tensor {
  return running('cumsum', cumSumOp, numberOf(x, 'cumsum'), options);
}

/** Running product along an axis; integers wrap. The derivative is right beside zeros, at every order. */
export function cumprod(x: Operand, options: CumulativeOptions = {}): Tensor {
  return running('cumprod', cumProdOp, numberOf(x, 'cumprod'), options);
}

/** The greatest element so far along an axis; NaN from the first NaN on. Of elements that tie the first has the derivative. */
export function cummax(x: Operand, options: CumulativeOptions = {}): Tensor {
  return running('cummax', cumMaxOp, numberOf(x, 'cummax'), options);
}

/** The least element so far along an axis; NaN from the first NaN on. Of elements that tie the first has the derivative. */
export function cummin(x: Operand, options: CumulativeOptions = {}): Tensor {
  const tensor = numberOf(x, 'cummin');
  // Of integers `not` turns the order round without overflow.
  const turned = tensor.dtype === 'f32' ? neg : not;
  return turned(running('cummin', cumMaxOp, turned(tensor), options));
}

/** Running log of the sum of exp along an axis, without overflow. */
export function cumlogsumexp(x: Operand, options: CumulativeOptions = {}): Tensor {
  return running('cumlogsumexp', cumLogSumExpOp, floatOf(x, 'cumlogsumexp'), options);
}

function running(name: string, op: Op<CumulativeAttrs>, x: Tensor, options: CumulativeOptions): Tensor {
  const { axis, reverse, exclusive } = optionsOf(name, options, { axis: -1, reverse: false, exclusive: false });
  return apply(op, [x], { axis: axisOf(name, axis, x.shape.length), reverse, exclusive });
}
