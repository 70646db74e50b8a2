import { e } from '../build.js';
import type { Expr } from '../expr.js';
import { real } from './series.js';

/** log(x / (1 - x)), with all digits around its zero at 1/2. */
export function logit(x: Expr): Expr {
  const rest = e.sub(real(1), x);
  const isMiddle = e.less(e.abs(e.sub(x, real(0.5))), real(0.25));
  // 2x - 1 is exact there, 1 - x is not.
  const middle = e.log1p(e.div(e.sub(e.add(x, x), real(1)), rest));
  return e.select(isMiddle, middle, e.log(e.div(x, rest)));
}
