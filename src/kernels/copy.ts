import { apply, withSource, type Op, type Tensor } from '../graph/index.js';

/** An op that gives its operand's values as they are; made by the lowering itself, never by a user. */
export const asItIs = <A>(name: string): Op<A> => ({
  name,
  operands: ['x'],
  type: ([x]) => [x!],
  batch: ([x]) => [x!],
  lower: ([x]) => [x!],
  reference: ([x]) => [x!],
  samples: [],
});

/** The same values in a place of their own. */
const copyOp = asItIs<object>('copy');

/** A tensor of the same values. */
export const copyOf = (tensor: Tensor): Tensor => withSource(tensor.node.source, () => apply(copyOp, [tensor], {}));

/** What leaves a region needs a place of its own: of an input or a stored constant that is a copy. */
export const ownTensor = (tensor: Tensor): Tensor =>
  tensor.node.inputs.length === 0 && !tensor.node.op.lower ? copyOf(tensor) : tensor;
