import type { Tensor } from '../graph/index.js';
import {
  add,
  div,
  equal,
  exp,
  log,
  minimum,
  mul,
  reduceMax,
  reduceSum,
  select,
  stopGradient,
  sub,
} from '../ops/index.js';
import { isA, scalarOf } from './known.js';
import { finite } from './logarithms.js';
import { p } from './pattern.js';
import { sumsToOneOver } from './probability.js';
import { rule, type Rule } from './rule.js';
import { axesOf, isConstantAlong, isSpread, spreadOver } from './spreading.js';

/** Sums of exponentials: softmax and log-sum-exp, with the greatest exponent taken off before exp. */

/**
 * Whether a maximum was taken off already: x = z - spread(max z), detached or not, made finite or not, the sign outside or
 * inside. Which maximum is not asked: that of a maximum is by now one over more axes.
 */
function isShifted(x: Tensor, axes: readonly number[]): boolean {
  const inner = isA('neg', x) ? x.node.inputs[0]! : x;
  if (!isA('sub', inner) && !isA('add', inner)) return false;
  return inner.node.inputs.some((wide) => isSpread(wide, x, axes) && holds(maxima, wide.node.inputs[0]!, 4));
}

const maxima: ReadonlySet<string> = new Set(['reduceMax', 'stopGradient']);
const detached: ReadonlySet<string> = new Set(['stopGradient']);

/** Whether one of these ops is at most so many steps before a tensor. */
function holds(names: ReadonlySet<string>, t: Tensor, depth: number): boolean {
  return names.has(t.node.op.name) || (depth > 0 && t.node.inputs.some((x) => holds(names, x, depth - 1)));
}

/** x without what is the same along the axes. */
function unshifted(x: Tensor, axes: readonly number[]): Tensor {
  return isA('sub', x) && isConstantAlong(x.node.inputs[1]!, axes) ? unshifted(x.node.inputs[0]!, axes) : x;
}

/** softmax(x), which is the same for x and for x less anything that is constant along the axes. */
function stableSoftmax(x: Tensor, axes: readonly number[]): Tensor {
  const z = unshifted(x, axes);
  const power = exp(sub(z, spreadOver(stopGradient(reduceMax(z, axes)), z, axes)));
  return div(power, spreadOver(reduceSum(power, axes), power, axes));
}

/** The formula of the textbook, for the tests of rules. */
const spelled = (x: Tensor): Tensor => div(exp(x), spreadOver(reduceSum(exp(x), [1]), x, [1]));

/** No weight but 0 stands where an exponent lies this far above those that count. */
const overTop = 80;

const rules: readonly Rule[] = [
  rule(
    'exp(x) / sum(exp(x)) = softmax(x)',
    ['x', 'e', 'w', 's'],
    ({ x, e, w, s }) => p.div(e.is(p.exp(x)), w.is(p.broadcast(s.is(p.reduceSum(e))))),
    ({ x, s }) => stableSoftmax(x, axesOf(s)),
    {
      where: ({ x, e, w, s }) => isSpread(w, e, axesOf(s)) && !isShifted(x, axesOf(s)),
      example: ({ x }) => spelled(x),
    },
  ),
  rule(
    'exp(x) (1 / sum(exp(x))) = exp(x) / sum(exp(x))',
    ['x', 'e', 'w', 's'],
    ({ x, e, w, s }) => p.mul(e.is(p.exp(x)), w.is(p.broadcast(p.div(1, s.is(p.reduceSum(e)))))),
    ({ e, s }) => div(e, spreadOver(s, e, axesOf(s))),
    {
      where: ({ e, w, s }) => isSpread(w, e, axesOf(s)),
      example: ({ x }) => mul(exp(x), spreadOver(div(1, reduceSum(exp(x), [1])), x, [1])),
    },
  ),
  rule(
    'p / sum(p) = p of a softmax p',
    ['q', 'w', 's'],
    ({ q, w, s }) => p.div(q, w.is(p.broadcast(s.is(p.reduceSum(q))))),
    ({ q }) => q,
    {
      where: ({ q, w, s }) => isSpread(w, q, axesOf(s)) && sameAxes(sumsToOneOver(q), wideAxes(q, axesOf(s))),
      example: ({ q }) => div(spelled(q), spreadOver(reduceSum(spelled(q), [1]), q, [1])),
    },
  ),
  rule(
    'log(sum(exp(x))) = m + log(sum(exp(x - m)))',
    ['x', 's'],
    ({ x, s }) => p.log(s.is(p.reduceSum(p.exp(x)))),
    ({ x, s }) => {
      const top = finite(reduceMax(x, axesOf(s)));
      return add(log(reduceSum(exp(sub(x, spreadOver(top, x, axesOf(s)))), axesOf(s))), top);
    },
    { where: ({ x, s }) => !isShifted(x, axesOf(s)), example: ({ x }) => log(reduceSum(exp(x), [1])) },
  ),

  // The probability of a class, chosen by labels that are 0 elsewhere: -log(sum(y p)).
  rule(
    'log(sum(y exp(x) / z)) = log(sum(y exp(x))) - log(z)',
    ['y', 'e', 'x', 'w', 'z', 's'],
    ({ y, e, x, w, z, s }) => p.log(s.is(p.reduceSum(p.mul(y, p.div(e.is(p.exp(x)), w.is(p.broadcast(z))))))),
    ({ y, e, z, s }) => sub(log(reduceSum(mul(y, e), axesOf(s))), log(z)),
    {
      where: ({ e, w, s }) => isSpread(w, e, axesOf(s)),
      example: ({ x, y }) => log(reduceSum(mul(y, spelled(x)), [1])),
      on: { y: { domain: [0.1, 1] } },
    },
  ),
  rule(
    'log(sum(y exp(x))) = m + log(sum(y exp(x - m)))',
    ['y', 'x', 's'],
    ({ y, x, s }) => p.log(s.is(p.reduceSum(p.mul(y, p.exp(x))))),
    ({ y, x, s }) => {
      const counted = select(equal(y, 0), -Infinity, x);
      const top = finite(reduceMax(counted, axesOf(s)));
      const below = minimum(sub(x, spreadOver(top, x, axesOf(s))), overTop);
      return add(log(reduceSum(mul(y, exp(below)), axesOf(s))), top);
    },
    {
      where: ({ x }) => !(isA('minimum', x) && scalarOf(x.node.inputs[1]!) === overTop),
      example: ({ x, y }) => log(reduceSum(mul(y, exp(x)), [1])),
      on: { y: { domain: [0.1, 1] } },
    },
  ),
];

const wideAxes = ({ shape }: Tensor, axes: readonly number[]): number[] => axes.filter((axis) => shape[axis] !== 1);

const sameAxes = (a: readonly number[] | null, b: readonly number[]): boolean =>
  a !== null && a.length === b.length && a.every((axis) => b.includes(axis));

export const softmaxes = rules;

/**
 * Only before differentiation: a maximum that the user took off by hand, also that of more than a row, becomes the row's
 * own, detached, since the ways through it cancel. Later there is no stopGradient any more, and this would go round in a circle.
 */
export const detachments: readonly Rule[] = [
  rule(
    'softmax(x - m) = softmax(x) of a maximum m',
    ['x', 'e', 'w', 's', 'd', 'm'],
    ({ x, e, w, s, d, m }) =>
      p.div(e.is(p.exp(p.sub(x, d.is(p.broadcast(m))))), w.is(p.broadcast(s.is(p.reduceSum(e))))),
    ({ x, s }) => stableSoftmax(x, axesOf(s)),
    {
      where: ({ e, w, s, d }) =>
        isSpread(w, e, axesOf(s)) && isConstantAlong(d, axesOf(s)) && !holds(detached, d.node.inputs[0]!, 4),
      example: ({ x }) => spelled(sub(x, spreadOver(reduceMax(x, [1]), x, [1]))),
    },
  ),
];
