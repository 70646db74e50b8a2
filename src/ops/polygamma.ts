import { badAttribute, valueText } from '../base/index.js';
import { special } from '../expr/index.js';
import { apply, type Op, type Tensor } from '../graph/index.js';
import { digamma } from './digamma.js';
import { requireDtypes } from './families/elementwise.js';
import { floatOf } from './families/floats.js';
import { polyGamma } from './families/gammas.js';
import { fail, type Operand } from './families/operand.js';
import { single } from './families/single.js';
import { mul } from './mul.js';

export interface PolygammaAttrs {
  /** Which derivative of digamma: at least 1. */
  readonly n: number;
}

/** The n-th derivative of digamma; at 0 and negative integers infinite where n is odd, else NaN below 0. */
export const polygammaOp: Op<PolygammaAttrs> = single<['x'], PolygammaAttrs>({
  name: 'polygamma',
  operands: ['x'],
  type: ([x], { n }) => {
    requireDtypes('polygamma', [x], ['f32']);
    if (!isOrder(n) || n === 0) throw badAttribute('polygamma', 'n', String(n), `an integer from 1 to ${highest}`);
    return { dtype: 'f32', shape: x.shape };
  },
  vjp: ({ inputs: [x], attrs: { n }, dy }) => [mul(dy, apply(polygammaOp, [x], { n: n + 1 }))],
  batch: ([{ x, axis }], attrs) => ({ x: apply(polygammaOp, [x], attrs), axis }),
  lower:
    ([x], _, { n }) =>
    (index) =>
      special.polygamma(n, x(index)),
  reference: ([{ dtype, shape, data }], { n }) => ({ dtype, shape, data: data.map((x) => polyGamma(n, x)) }),
  samples: [
    { shapes: [[3, 4]], attrs: { n: 1 }, domain: [[0.5, 12]] },
    { shapes: [[5]], attrs: { n: 2 }, domain: [[1, 9]] },
    { shapes: [[]], attrs: { n: 3 }, domain: [[1, 9]] },
    { shapes: [[0, 2]], attrs: { n: 1 }, domain: [[1, 9]] },
  ],
});

/** n! no longer fits in f32 beyond. */
const highest = 30;

const isOrder = (n: unknown): boolean => Number.isInteger(n) && Number(n) >= 0 && Number(n) <= highest;

/** The n-th derivative of digamma, which itself is `polygamma(0, x)`. */
export function polygamma(n: number, x: Operand): Tensor {
  if (!isOrder(n)) fail(badAttribute('polygamma', 'n', valueText(n), `an integer from 0 to ${highest}`));
  const tensor = floatOf(x, 'polygamma');
  return n === 0 ? digamma(tensor) : apply(polygammaOp, [tensor], { n });
}
