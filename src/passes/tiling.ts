import { addExtents } from '../base/index.js';
import { apply, type Tensor } from '../graph/index.js';
import { concatOp, type PadAttrs } from '../ops/index.js';
import { isA } from './known.js';
import type { Step } from './rewriting.js';

/** Operands padded with zeros to where they stand in a sum. */
interface Tile {
  readonly x: Tensor;
  readonly low: PadAttrs['low'][number];
  readonly high: PadAttrs['high'][number];
}

/**
 * pad a + pad b + … = concat of a, b, … where they stand side by side and leave no place empty: what the slices of one tensor,
 * such as the gates of a cell, send back.
 */
export const padsSideBySide: Step = {
  says: 'pad a + pad b = concat of a and b that stand side by side',
  apply: (t) => {
    if (!isA('add', t)) return null;
    const terms = addends(t);
    const axis = paddedAxis(terms[0]!);
    if (axis === null) return null;
    const tiles = terms.flatMap((term) => tileOf(term, axis) ?? []);
    if (tiles.length < terms.length) return null;
    const order = sideBySide(tiles, axis);
    return (
      order &&
      apply(
        concatOp,
        order.map(({ x }) => x),
        { axis },
      )
    );
  },
};

const addends = (x: Tensor): Tensor[] => (isA('add', x) ? x.node.inputs.flatMap(addends) : [x]);

/** The one axis along which zeros are put around a tensor. */
function paddedAxis(t: Tensor): number | null {
  if (!isA('pad', t)) return null;
  const { low, high, interior, value } = t.node.attrs as PadAttrs;
  const axes = low.flatMap((extent, k) => (extent !== 0 || high[k] !== 0 ? [k] : []));
  return value === 0 && axes.length === 1 && interior.every((between) => between === 0) ? axes[0]! : null;
}

function tileOf(t: Tensor, axis: number): Tile | null {
  if (paddedAxis(t) !== axis) return null;
  const { low, high } = t.node.attrs as PadAttrs;
  return { x: t.node.inputs[0]!, low: low[axis]!, high: high[axis]! };
}

/** The tiles from the first place of the axis to its last, each where the one before ends. */
function sideBySide(tiles: readonly Tile[], axis: number): Tile[] | null {
  const order: Tile[] = [];
  let at: Tile['low'] = 0;
  for (const _ of tiles) {
    const next = tiles.find((tile) => tile.low === at && !order.includes(tile));
    if (!next || next.x.shape[axis] === 0) return null;
    order.push(next);
    at = addExtents(at, next.x.shape[axis]!);
  }
  return order.at(-1)!.high === 0 ? order : null;
}
