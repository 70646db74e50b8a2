import type { Broadcast, Known, Need, ShapeOf } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../ops/index.js';
import type { Operand } from '../ops/index.js';

/** A function of each element alone. */
export type Unary = <const X extends Operand>(x: X) => Tensor<ShapeOf<X>>;
/** As Unary, with options. */
export type UnaryWith<O> = <const X extends Operand>(x: X, options?: O) => Tensor<ShapeOf<X>>;
/** A function of two elements at one index; the operands broadcast. */
export type Binary = <const A extends Operand, const B extends Operand>(
  a: A,
  b: B & Need<Broadcast<ShapeOf<A>, ShapeOf<B>>>,
) => Tensor<Known<Broadcast<ShapeOf<A>, ShapeOf<B>>>>;

/** a + b; integers wrap. */
export const add = ops.add as Binary;
/** a - b; integers wrap. */
export const sub = ops.sub as Binary;
/** a · b; integers wrap. */
export const mul = ops.mul as Binary;
/** a / b; of integers, rounded down. */
export const div = ops.div as Binary;
/** The remainder of a / b, with the sign of b. */
export const mod = ops.mod as Binary;
/** a to the power b. */
export const pow = ops.pow as Binary;
/** The greater of a and b; a tie shares the derivative. */
export const maximum = ops.maximum as Binary;
/** The lesser of a and b; a tie shares the derivative. */
export const minimum = ops.minimum as Binary;
/** The angle of the point (x, y), from -π to π. */
export const atan2 = ops.atan2 as Binary;
/** a < b, as bool. */
export const less = ops.less as Binary;
/** a <= b, as bool. */
export const lessEqual = ops.lessEqual as Binary;
/** a > b, as bool. */
export const greater = ops.greater as Binary;
/** a >= b, as bool. */
export const greaterEqual = ops.greaterEqual as Binary;
/** Whether a and b are equal. */
export const equal = ops.equal as Binary;
/** Whether a and b differ; NaN differs from everything. */
export const notEqual = ops.notEqual as Binary;
/** Whether both bools hold. */
export const logicalAnd = ops.logicalAnd as Binary;
/** Whether either bool holds. */
export const logicalOr = ops.logicalOr as Binary;
/** Whether exactly one bool holds. */
export const logicalXor = ops.logicalXor as Binary;
/** log(exp(a) + exp(b)) without overflow. */
export const logAddExp = ops.logAddExp as Binary;

/** -x. */
export const neg = ops.neg as Unary;
/** e to the power x. */
export const exp = ops.exp as Unary;
/** exp(x) - 1, exact near 0. */
export const expm1 = ops.expm1 as Unary;
/** The natural logarithm. */
export const log = ops.log as Unary;
/** log(1 + x), exact near 0. */
export const log1p = ops.log1p as Unary;
/** The square root. */
export const sqrt = ops.sqrt as Unary;
/** 1 / sqrt(x). */
export const rsqrt = ops.rsqrt as Unary;
/** x · x. */
export const square = ops.square as Unary;
/** 1 / x. */
export const reciprocal = ops.reciprocal as Unary;
/** |x|; its derivative at 0 is 0. */
export const abs = ops.abs as Unary;
/** -1, 0 or 1. */
export const sign = ops.sign as Unary;
/** The greatest integer that is not above x. */
export const floor = ops.floor as Unary;
/** The least integer that is not below x. */
export const ceil = ops.ceil as Unary;
/** The nearest integer, halves to even. */
export const round = ops.round as Unary;
/** Towards zero, to an integer. */
export const trunc = ops.trunc as Unary;
export const sin = ops.sin as Unary;
export const cos = ops.cos as Unary;
export const tan = ops.tan as Unary;
export const asin = ops.asin as Unary;
export const acos = ops.acos as Unary;
export const atan = ops.atan as Unary;
export const sinh = ops.sinh as Unary;
export const cosh = ops.cosh as Unary;
export const tanh = ops.tanh as Unary;
/** The error function. */
export const erf = ops.erf as Unary;
/** 1 - erf(x), exact far from 0. */
export const erfc = ops.erfc as Unary;
/** Where erf has this value; infinite at -1 and 1, NaN beyond. */
export const erfinv = ops.erfinv as Unary;
/** log |Γ(x)|; infinite at 0 and at negative integers. */
export const lgamma = ops.lgamma as Unary;
/** The derivative of lgamma. */
export const digamma = ops.digamma as Unary;
/** The n-th derivative of digamma. */
export const polygamma = ops.polygamma as <const X extends Operand>(n: number, x: X) => Tensor<ShapeOf<X>>;
/** log(x / (1 - x)), the inverse of sigmoid. */
export const logit = ops.logit as Unary;
/** 1 / (1 + exp(-x)). */
export const sigmoid = ops.sigmoid as Unary;
/** log(1 + exp(x)), exact in both tails. */
export const softplus = ops.softplus as Unary;
/** log(sigmoid(x)), exact in both tails. */
export const logSigmoid = ops.logSigmoid as Unary;
/** x / (1 + |x|). */
export const softsign = ops.softsign as Unary;
/** relu, no higher than 6. */
export const relu6 = ops.relu6 as Unary;
/** elu with the constants that keep mean and variance. */
export const selu = ops.selu as Unary;
/** x · sigmoid(x), also called swish. */
export const silu = ops.silu as Unary;
/** x · tanh(softplus(x)). */
export const mish = ops.mish as Unary;
/** relu6(x + 3) / 6, as Keras 3. */
export const hardSigmoid = ops.hardSigmoid as Unary;
/** x · hardSigmoid(x). */
export const hardSwish = ops.hardSwish as Unary;
/** Whether a bool does not hold. */
export const logicalNot = ops.logicalNot as Unary;
/** Whether each element is NaN. */
export const isNaN = ops.isNaN as Unary;
/** Whether each element is neither NaN nor infinite. */
export const isFinite = ops.isFinite as Unary;
/** x as a constant of the derivative: nothing flows back through it. */
export const stopGradient = ops.stopGradient as Unary;
/** Zeros of the shape and dtype of x. */
export const zerosLike = ops.zerosLike as Unary;
/** Ones of the shape and dtype of x. */
export const onesLike = ops.onesLike as Unary;

type Options<F extends (x: ops.Operand, options: never) => unknown> = NonNullable<Parameters<F>[1]>;

/** x · P(Z <= x) of a standard normal Z; with `approximate`, by tanh. */
export const gelu = ops.gelu as UnaryWith<Options<typeof ops.gelu>>;
/** x where it is positive, else alpha · (exp(x) - 1). */
export const elu = ops.elu as UnaryWith<Options<typeof ops.elu>>;
/** x where it is positive, else x · negativeSlope: 0.2, as Keras' function; its layer has 0.3. */
export const leakyRelu = ops.leakyRelu as UnaryWith<Options<typeof ops.leakyRelu>>;
/** exp(x) / sum(exp(x)) along an axis, without overflow. */
export const softmax = ops.softmax as UnaryWith<ops.SoftmaxOptions>;
/** log(softmax(x)), exact where the softmax is 0. */
export const logSoftmax = ops.logSoftmax as UnaryWith<ops.SoftmaxOptions>;
/** x moved to mean 0 and scaled to variance 1 along axes. */
export const standardize = ops.standardize as UnaryWith<Options<typeof ops.standardize>>;
/** x with NaN and infinities replaced by numbers. */
export const nanToNum = ops.nanToNum as UnaryWith<ops.NanToNumOptions>;

/** x, no lower than `min` and no higher than `max`; NaN stays. Its derivative at either edge is 1. */
export const clip = ops.clip as Clip;

interface Clip {
  <const X extends Operand>(x: X, min: number, max: number): Tensor<ShapeOf<X>>;
  (x: Operand, min: Operand, max: Operand): Tensor;
}
