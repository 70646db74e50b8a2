import type { Expr } from '../expr/index.js';
import type { Tensor } from '../graph/index.js';
import type { Computation } from './lower.js';

/** The tensor that a scatter starts from as it is, element for element; null if that is anything else. */
export function baseOf({ alone, loads }: Computation): Tensor | null {
  if (alone?.form !== 'scatter' || alone.base.value.kind !== 'load') return null;
  const { base } = alone;
  const { index } = alone.base.value;
  const isSame = index.length === base.index.length && index.every((x, k) => isPlace(x, base.index[k]!));
  return isSame ? (loads.find((load) => load.index === index)?.tensor ?? null) : null;
}

const isPlace = (x: Expr, place: Expr): boolean =>
  x === place || (x.kind === 'constant' && place.kind === 'constant' && x.value === place.value);

/** Whether a scatter reads a tensor at most as its base: it may be written over it. */
export function isOnlyBase(scatter: Computation, tensor: Tensor): boolean {
  const reads = scatter.loads.filter((load) => load.tensor === tensor);
  return reads.length === 0 || (reads.length === 1 && baseOf(scatter) === tensor);
}
