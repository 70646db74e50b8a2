import { neverAbove, sourceText, type IndexRange } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import type { Indices } from './indices.js';

/** What an input's values must lie in: each range that no other one lies within for every N, of equals the first. */
export function rangesOf(leaf: Tensor, indices: readonly Indices[]): IndexRange[] {
  const own = indices.filter(({ origin }) => origin === leaf);
  const isNeeded = ({ extent }: Indices, k: number): boolean =>
    !own.some((other, j) => {
      const isEqual = other.extent === extent;
      return isEqual ? j < k : neverAbove(other.extent, extent);
    });
  return own.filter(isNeeded).map(({ extent, of, source }) => ({
    extent,
    of: source.file === '' ? of : `${of} at ${sourceText(source)}`,
  }));
}
