import type { Tensor } from '../../graph/index.js';
import { add } from '../add.js';
import { exp } from '../exp.js';
import { sameDtype, type Operand } from '../families/operand.js';
import { floatOf } from '../families/floats.js';
import { isFinite } from '../isFinite.js';
import { log } from '../log.js';
import { maximum } from '../maximum.js';
import { reduceMax } from '../reduceMax.js';
import { reduceSum } from '../reduceSum.js';
import { select } from '../select.js';
import { stopGradient } from '../stopGradient.js';
import { sub } from '../sub.js';
import { keptDims, reducing, type ReduceOptions } from './reducing.js';

/** log of the sum of exp along axes, or of all, without overflow. Of nothing but -Infinity, and of nothing, -Infinity. */
export function logSumExp(x: Operand, options: ReduceOptions = {}): Tensor {
  return reducing('logSumExp', floatOf(x, 'logSumExp'), options, (tensor, axes) => {
    const top = finiteTop(reduceMax(tensor, axes));
    const shifted = exp(sub(tensor, keptDims(top, tensor, axes)));
    return add(log(reduceSum(shifted, axes)), top);
  });
}

/** log(exp(a) + exp(b)) without overflow; smooth where a = b. */
export function logAddExp(a: Operand, b: Operand): Tensor {
  const [x, y] = sameDtype('logAddExp', [a, b]) as [Tensor, Tensor];
  const top = finiteTop(maximum(x, y));
  return add(log(add(exp(sub(x, top)), exp(sub(y, top)))), top);
}

/** What is taken off before exp: any number gives the same result, so no derivative flows through it; infinity would give NaN. */
function finiteTop(top: Tensor): Tensor {
  const fixed = stopGradient(top);
  return select(isFinite(fixed), fixed, 0);
}
