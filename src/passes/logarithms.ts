import { apply, type Tensor } from '../graph/index.js';
import {
  add,
  clip,
  constant,
  div,
  exp,
  expm1,
  gatherOp,
  isFinite,
  log,
  log1p,
  maximum,
  mul,
  neg,
  reduceSum,
  select,
  sigmoid,
  softplus,
  stopGradient,
  sub,
} from '../ops/index.js';
import { isA, isSurelyPositive, scalarOf, unmoved } from './known.js';
import { p } from './pattern.js';
import { clippedProbability, isProbability } from './probability.js';
import { rule, type Rule } from './rule.js';
import { spreadOver } from './spreading.js';

const positive = { domain: [0.2, 2] } as const;

/** What is taken off exponents; no derivative flows through it, for any number gives the same result. */
export function finite(top: Tensor): Tensor {
  const fixed = stopGradient(top);
  return select(isFinite(fixed), fixed, 0);
}

/** What `finite` made, where it was added to an exponent or taken off; null if nothing was. */
export function topOf(power: Tensor): Tensor | null {
  const inner = isA('neg', power) ? power.node.inputs[0]! : power;
  if (!isA('sub', inner) && !isA('add', inner)) return null;
  return inner.node.inputs.map(unmoved).find(isFiniteTop) ?? null;
}

function isFiniteTop(t: Tensor): boolean {
  const [when, then, otherwise] = t.node.inputs;
  return isA('select', t) && isA('isFinite', when!) && when!.node.inputs[0] === then && scalarOf(otherwise!) === 0;
}

/** exp(x) / sum(exp(x)) along the last axis, for the tests of rules. */
export const spelledSoftmax = (x: Tensor): Tensor => {
  const power = exp(x);
  return div(power, spreadOver(reduceSum(power, [x.shape.length - 1]), x, [x.shape.length - 1]));
};

export const logarithms: readonly Rule[] = [
  rule(
    'log(exp(x)) = x',
    ['x'],
    ({ x }) => p.log(p.exp(x)),
    ({ x }) => x,
  ),
  rule(
    'log(1 + exp(x)) = softplus(x)',
    ['x'],
    ({ x }) => p.log(p.add(1, p.exp(x))),
    ({ x }) => softplus(x),
  ),
  rule(
    'log1p(exp(x)) = softplus(x)',
    ['x'],
    ({ x }) => p.log1p(p.exp(x)),
    ({ x }) => softplus(x),
  ),
  rule(
    'log(sigmoid(x)) = -softplus(-x)',
    ['x'],
    ({ x }) => p.log(p.sigmoid(x)),
    ({ x }) => neg(softplus(neg(x))),
  ),
  rule(
    'log1p(-sigmoid(x)) = -softplus(x)',
    ['x'],
    ({ x }) => p.log1p(p.neg(p.sigmoid(x))),
    ({ x }) => neg(softplus(x)),
  ),
  rule(
    'log(1 + x) = log1p(x)',
    ['x'],
    ({ x }) => p.log(p.add(1, x)),
    ({ x }) => log1p(x),
    { on: { x: positive } },
  ),
  rule(
    'log(1 - x) = log1p(-x)',
    ['x'],
    ({ x }) => p.log(p.sub(1, x)),
    ({ x }) => log1p(neg(x)),
    {
      on: { x: { domain: [-1, 0.7] } },
    },
  ),
  rule(
    'log(1 / x) = -log(x)',
    ['x'],
    ({ x }) => p.log(p.div(1, x)),
    ({ x }) => neg(log(x)),
    { on: { x: positive } },
  ),
  rule(
    'log(expm1(x)) = x + log(-expm1(-x))',
    ['x'],
    ({ x }) => p.log(p.expm1(x)),
    ({ x }) => add(x, log(neg(expm1(neg(x))))),
    { on: { x: positive } },
  ),
  rule(
    'log(exp(x) + exp(y)) = m + log(exp(x - m) + exp(y - m))',
    ['x', 'y'],
    ({ x, y }) => p.log(p.add(p.exp(x), p.exp(y))),
    ({ x, y }) => logOfTwo(x, y),
    // Its own result has one and the same tensor taken off both.
    { where: ({ x, y }) => topOf(x) === null || topOf(x) !== topOf(y) },
  ),

  // Not |x| + log1p(exp(-2|x|)) - log 2, which has no second derivative at 0.
  rule(
    'log(cosh(x)) = log(exp(x) + exp(-x)) - log(2)',
    ['x'],
    ({ x }) => p.log(p.cosh(x)),
    ({ x }) => sub(logOfTwo(x, neg(x)), Math.LN2),
  ),
  rule(
    'log(sinh(x)) = x + log(-expm1(-2 x)) - log(2)',
    ['x'],
    ({ x }) => p.log(p.sinh(x)),
    ({ x }) => sub(add(x, log(neg(expm1(mul(-2, x))))), Math.LN2),
    { on: { x: positive } },
  ),

  // True of any sign of y: both sides are NaN together.
  rule(
    'log(exp(x) / y) = x - log(y)',
    ['x', 'y'],
    ({ x, y }) => p.log(p.div(p.exp(x), y)),
    ({ x, y }) => sub(x, log(y)),
    {
      on: { y: positive },
    },
  ),
  rule(
    'log(exp(x) y) = x + log(y)',
    ['x', 'y'],
    ({ x, y }) => p.log(p.mul(p.exp(x), y)),
    ({ x, y }) => add(x, log(y)),
    {
      on: { y: positive },
    },
  ),
  rule(
    'log(x / p) = log(x) - log(p) of a probability p',
    ['x', 'q'],
    ({ x, q }) => p.log(p.div(x, q)),
    ({ x, q }) => sub(log(x), log(q)),
    {
      where: ({ q }) => isProbability(q) || clippedProbability(q) !== null,
      example: ({ x, q }) => log(div(x, sigmoid(q))),
      on: { x: positive },
    },
  ),
  rule(
    'log(x / c) = log(x) - log(c) of a sum x of exponentials',
    ['x', 'c'],
    ({ x, c }) => p.log(p.div(x, c)),
    ({ x, c }) => sub(log(x), log(c)),
    {
      where: ({ x, c }) => isSumOfPowers(x) && isSurelyPositive(c),
      example: ({ x }) => log(div(reduceSum(exp(x), [1]), 4)),
    },
  ),
  rule(
    'log(x c) = log(x) + log(c) of a sum x of exponentials',
    ['x', 'c'],
    ({ x, c }) => p.log(p.mul(x, c)),
    ({ x, c }) => add(log(x), log(c)),
    {
      where: ({ x, c }) => isSumOfPowers(x) && isSurelyPositive(c),
      example: ({ x }) => log(mul(reduceSum(exp(x), [1]), 0.25)),
    },
  ),

  // As Keras on TensorFlow: behind a softmax or sigmoid the logits speak. Equal as long as nothing is clipped.
  rule(
    'log(clip(p)) = log(p) of a probability p',
    ['q'],
    ({ q }) => p.log(q),
    ({ q }) => log(clippedProbability(q)!),
    {
      where: ({ q }) => clippedProbability(q) !== null,
      example: ({ q }) => log(clip(sigmoid(q), 1e-7, 1 - 1e-7)),
    },
  ),
  rule(
    'log(1 - clip(p)) = log(1 - p) of a probability p',
    ['q'],
    ({ q }) => p.log(p.sub(1, q)),
    ({ q }) => log(sub(1, clippedProbability(q)!)),
    {
      where: ({ q }) => clippedProbability(q) !== null,
      example: ({ q }) => log(sub(1, clip(sigmoid(q), 1e-7, 1 - 1e-7))),
    },
  ),
  rule(
    'log1p(-clip(p)) = log1p(-p) of a probability p',
    ['q'],
    ({ q }) => p.log1p(p.neg(q)),
    ({ q }) => log1p(neg(clippedProbability(q)!)),
    {
      where: ({ q }) => clippedProbability(q) !== null,
      example: ({ q }) => log1p(neg(clip(sigmoid(q), 1e-7, 1 - 1e-7))),
    },
  ),
  rule(
    'log(some of p) = some of log(p) of a softmax p',
    ['q'],
    ({ q }) => p.log(q),
    ({ q }) => chosenOf(q, log),
    {
      where: ({ q }) => isChosenProbability(q),
      example: ({ q }) =>
        log(apply(gatherOp, [spelledSoftmax(q), constant([2, 0], { dtype: 'i32' })], { axis: 1, batch: 0 })),
    },
  ),
];

/** Movements that choose elements or change their order. */
const choices: ReadonlySet<string> = new Set(['slice', 'gather', 'transpose', 'reverse']);

/** Whether it is some of the elements of a softmax. */
export const isChosenProbability = (q: Tensor): boolean => choices.has(q.node.op.name) && isProbability(q);

/** The same elements of what a function makes of all. */
export function chosenOf({ node: { op, inputs, attrs } }: Tensor, f: (x: Tensor) => Tensor): Tensor {
  const [x, ...others] = inputs as readonly [Tensor, ...Tensor[]];
  return apply(op, [f(x), ...others], attrs);
}

function isSumOfPowers(t: Tensor): boolean {
  const { inputs } = t.node;
  return (isA('reduceSum', t) || isA('add', t)) && inputs.every((x) => isA('exp', x));
}

/** log(exp(x) + exp(y)) without overflow. */
function logOfTwo(x: Tensor, y: Tensor): Tensor {
  const top = finite(maximum(x, y));
  return add(log(add(exp(sub(x, top)), exp(sub(y, top)))), top);
}
