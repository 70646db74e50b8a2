import { range } from '../base/index.js';
import { evaluate, isInput, topological, type Tensor } from '../graph/index.js';
import { countElements, div, mul, reduceSum, sub } from '../ops/index.js';
import { unmoved } from './known.js';
import { p } from './pattern.js';
import { rule, type Rule } from './rule.js';
import { axesOf, spreadOver } from './spreading.js';

/** Variances and covariances: the difference of two large numbers becomes a sum of products of differences. */

/** Whether a tensor is the number of elements along the axes, for every N. */
function isCount(n: Tensor, x: Tensor, axes: readonly number[]): boolean {
  const found = unmoved(n);
  if (topological([found]).some((node) => isInput(node.results[0]!) || node.op.opaque) || found.shape.length > 0)
    return false;
  const expected = countElements(axes.map((axis) => x.shape[axis]!));
  // Counts are polynomials in N of the degree of the number of axes: they agree if they do at more places than that.
  return range(axes.length + 2).every((k) => {
    const [a, b] = evaluate([found, expected], { values: new Map(), n: k + 1 });
    return a!.data[0] === b!.data[0];
  });
}

/** sum((x - mean x) (y - mean y)). */
function centredProducts(x: Tensor, y: Tensor, axes: readonly number[], n: Tensor): Tensor {
  const centred = (z: Tensor): Tensor => sub(z, spreadOver(div(reduceSum(z, axes), n), z, axes));
  return reduceSum(mul(centred(x), centred(y)), axes);
}

const mean = (x: Tensor): Tensor => div(reduceSum(x, [1]), 4);

export const spreads: readonly Rule[] = [
  rule(
    'mean(x y) - mean(x) mean(y) = mean((x - mean(x)) (y - mean(y)))',
    ['x', 'y', 'n', 's', 'u', 'v'],
    ({ x, y, n, s, u, v }) =>
      p.sub(
        p.div(s.is(p.reduceSum(p.mul(x, y))), n),
        p.mul(p.div(u.is(p.reduceSum(x)), n), p.div(v.is(p.reduceSum(y)), n)),
      ),
    ({ x, y, n, s }) => div(centredProducts(x, y, axesOf(s), n), n),
    {
      where: ({ x, n, s, u, v }) => sameAxes(s, u) && sameAxes(s, v) && isCount(n, x, axesOf(s)),
      example: ({ x, y }) => sub(mean(mul(x, y)), mul(mean(x), mean(y))),
    },
  ),
  rule(
    'sum(x y) - sum(x) sum(y) / n = sum((x - mean(x)) (y - mean(y)))',
    ['x', 'y', 'n', 's', 'u', 'v'],
    ({ x, y, n, s, u, v }) =>
      p.sub(s.is(p.reduceSum(p.mul(x, y))), p.div(p.mul(u.is(p.reduceSum(x)), v.is(p.reduceSum(y))), n)),
    ({ x, y, n, s }) => centredProducts(x, y, axesOf(s), n),
    {
      where: ({ x, n, s, u, v }) => sameAxes(s, u) && sameAxes(s, v) && isCount(n, x, axesOf(s)),
      example: ({ x, y }) => sub(reduceSum(mul(x, y), [1]), div(mul(reduceSum(x, [1]), reduceSum(y, [1])), 4)),
    },
  ),
];

const sameAxes = (a: Tensor, b: Tensor): boolean => axesOf(a).join() === axesOf(b).join();
