import { apply, type Tensor } from '../graph/index.js';
import {
  add,
  argMaxOp,
  constant,
  equal,
  exp,
  gatherOp,
  iota,
  log,
  log1p,
  neg,
  reduceMax,
  reduceSum,
  select,
  sub,
} from '../ops/index.js';
import { chosenOf, finite, isChosenProbability, spelledSoftmax } from './logarithms.js';
import { p } from './pattern.js';
import { softmaxOf } from './probability.js';
import { rule, type Rule } from './rule.js';
import { spreadOver } from './spreading.js';

/**
 * log(1 - p) of a softmax p: the logarithm of the others' exponentials, less that of all. The others of the greatest have a
 * greatest of their own to be taken off; with any other left out, what remains of the sum is at least the greatest's 1.
 */
function logOfOthers(q: Tensor): Tensor {
  const { power: raised, axes } = softmaxOf(q)!;
  const [power] = raised.node.inputs as readonly [Tensor];
  const wide = (x: Tensor): Tensor => spreadOver(x, power, axes);
  const [axis] = axes as readonly [number];
  const first = apply(argMaxOp, [power], { axis });
  const isTop = equal(iota(power.shape, { axis }), wide(first));
  const others = select(isTop, -Infinity, power);
  const second = finite(reduceMax(others, axes));
  const besideTop = add(log(reduceSum(exp(sub(others, wide(second))), axes)), second);
  const sum = reduceSum(raised, axes);
  const besideOne = log(sub(wide(sum), select(isTop, 0, raised)));
  return sub(select(isTop, wide(besideTop), besideOne), wide(log(sum)));
}

/** Along one axis of fixed length: among no classes there is no greatest. */
function isOverClasses(q: Tensor): boolean {
  const [axis, ...others] = softmaxOf(q)?.axes ?? [];
  return axis !== undefined && others.length === 0 && Number(q.shape[axis]) > 0;
}

export const complements: readonly Rule[] = [
  rule(
    'log1p(-p) = log(sum of the others) - log(sum) of a softmax p',
    ['q'],
    ({ q }) => p.log1p(p.neg(q)),
    ({ q }) => logOfOthers(q),
    {
      where: ({ q }) => isOverClasses(q),
      example: ({ q }) => log1p(neg(spelledSoftmax(q))),
    },
  ),
  rule(
    'log1p(-some of p) = some of log1p(-p) of a softmax p',
    ['q'],
    ({ q }) => p.log1p(p.neg(q)),
    ({ q }) => chosenOf(q, (x) => log1p(neg(x))),
    {
      where: ({ q }) => isChosenProbability(q),
      example: ({ q }) =>
        log1p(neg(apply(gatherOp, [spelledSoftmax(q), constant([2, 0], { dtype: 'i32' })], { axis: 1, batch: 0 }))),
    },
  ),
];
