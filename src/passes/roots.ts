import type { Tensor } from '../graph/index.js';
import { abs, mul, reduceSum, rootOrZero, sqrt, type ContractAttrs } from '../ops/index.js';
import { isA, isSurelyPositive, scalarOf } from './known.js';
import { p } from './pattern.js';
import { rule, type Rule } from './rule.js';

/** Square roots of sums of squares: norms, whose derivative at 0 is 0 at every order, not 0 times infinity. */

/** Never negative, and 0 only where the vector is whose squares are summed. */
function isSumOfSquares(t: Tensor): boolean {
  const [a, b, c] = t.node.inputs;
  switch (t.node.op.name) {
    case 'reduceSum':
    case 'reshape':
    case 'transpose':
      return isSumOfSquares(a!);
    case 'contract':
      return a === b && isInner(t);
    case 'add':
      return isSumOfSquares(a!) && isSumOfSquares(b!);
    case 'mul':
      return a === b || (isSurelyPositive(b!) && isSumOfSquares(a!)) || (isSurelyPositive(a!) && isSumOfSquares(b!));
    case 'div':
      return isSurelyPositive(b!) && isSumOfSquares(a!);
    case 'select':
      return scalarOf(c!) === 0 && isSumOfSquares(b!);
    default:
      return false;
  }
}

/** Each row with itself; a matrix of all rows with each other has products that are negative. */
function isInner({ node }: Tensor): boolean {
  const { batch, sum } = node.attrs as ContractAttrs;
  const paired = [batch, sum].every(([left, right]) => left.every((axis, k) => axis === right[k]));
  return paired && batch[0].length + sum[0].length === node.inputs[0]!.shape.length;
}

export const roots: readonly Rule[] = [
  rule(
    'sqrt(x x) = |x|',
    ['x'],
    ({ x }) => p.sqrt(p.mul(x, x)),
    ({ x }) => abs(x),
  ),
  rule(
    'sqrt(sum of squares) = norm',
    ['x'],
    ({ x }) => p.sqrt(x),
    ({ x }) => rootOrZero(x),
    {
      where: ({ x }) => isSumOfSquares(x) && !(isA('mul', x) && x.node.inputs[0] === x.node.inputs[1]),
      example: ({ x }) => sqrt(reduceSum(mul(x, x), [1])),
    },
  ),
];
