import { elements } from '../base/index.js';
import { apply, type Tensor } from '../graph/index.js';
import { constantOp } from '../ops/index.js';
import { constantLike, isElementwise, scalarOf } from './known.js';
import { rewriting, type Step } from './rewriting.js';
import type { Pass } from './pass.js';

/** A table of more elements is not made at build time: it would stand in the generated text. */
const largestTable = 64;

/**
 * Constant folding, by the ops' float64 reference. A value that all elements share stays one scalar, repeated, whatever
 * its shape. f32 values are not rounded: kernels compute in doubles where the target has them, and round what they store.
 */
export const folding: Step = {
  says: 'computed at build time',
  apply: (t) => {
    const { op, inputs } = t.node;
    if (inputs.length === 0 || op.bodies) return null;
    return isElementwise(t) ? (foldShared(t) ?? foldTable(t)) : foldTable(t);
  },
};

export const fold: Pass = rewriting('fold', [], [folding]);

function foldShared(t: Tensor): Tensor | null {
  const { op, inputs, attrs } = t.node;
  const values = inputs.map(scalarOf);
  if (values.some((value) => value === null)) return null;
  const scalars = inputs.map(({ dtype }, k) => ({ dtype, shape: [], data: Float64Array.of(values[k]!) }));
  const [result] = op.reference(scalars, attrs, noExtents);
  return constantLike(result!.data[0]!, t);
}

function foldTable(t: Tensor): Tensor | null {
  const { op, inputs, attrs } = t.node;
  const shape = t.shape.filter((extent) => typeof extent === 'number');
  const isSmall = shape.length === t.shape.length && elements(shape) <= largestTable;
  if (!isSmall || !inputs.every(isTable) || scalarOf(t) !== null) return null;
  const arrays = inputs.map(({ node }) => node.op.reference([], node.attrs, noExtents)[0]!);
  const [result] = op.reference(arrays, attrs, noExtents);
  return apply(constantOp, [], { dtype: t.dtype, shape, data: Array.from(result!.data) });
}

const isTable = ({ node }: Tensor): boolean => node.op === constantOp;

const noExtents = (extent: number | string): number => Number(extent);
