import type { Tensor } from '../graph/index.js';
import type { Constraints } from './fuse.js';
import type { Buffer } from './kernel.js';
import type { Lowered } from './lower.js';
import { mayOverwrite, readersBefore, type Pair } from './overwriting.js';

/** A tensor that is to be found in a certain buffer in the end. */
export interface Update {
  readonly tensor: Tensor;
  readonly buffer: Buffer;
  /** The input whose value the buffer holds before; null where nobody reads that. */
  readonly old: Tensor | null;
}

/** Where updates are made. */
export interface PlacedUpdates {
  /** Tensors that are written straight to their buffers, over old values. */
  readonly inPlace: ReadonlyMap<Tensor, Buffer>;
  /** Further buffers that a tensor is written to as it is made. */
  readonly also: ReadonlyMap<Tensor, readonly Buffer[]>;
  /** Tensors that are copied to their buffers when all else is done. */
  readonly copied: readonly Update[];
  readonly constraints: Constraints;
}

/**
 * New values overwrite old ones in place where every reader of the old value can run before, and where they may; else they
 * are copied at the end.
 */
export function placeUpdates(
  updates: readonly Update[],
  wanted: readonly Tensor[],
  lowered: Lowered,
  mayReplace: (update: Update) => boolean,
): PlacedUpdates {
  const inPlace = new Map<Tensor, Buffer>();
  const also = new Map<Tensor, Buffer[]>();
  const copied: Update[] = [];
  const pairs: Pair[] = [];
  const overwrites = new Map<Tensor, Tensor>();
  for (const update of updates) {
    const { tensor, buffer, old } = update;
    const writer = lowered.maker.get(tensor)!;
    if (old === null && inPlace.has(tensor) && !writer.alone) {
      also.set(tensor, [...(also.get(tensor) ?? []), buffer]);
      continue;
    }
    const isLegal = mayReplace(update) && !inPlace.has(tensor) && mayOverwrite(writer, old);
    const before = isLegal ? readersBefore(writer, old, lowered, pairs) : null;
    if (!before) copied.push(update);
    else {
      inPlace.set(tensor, buffer);
      if (old) overwrites.set(tensor, old);
      pairs.push(...before);
    }
  }
  return { inPlace, also, copied, constraints: { needed: new Set(wanted), overwrites, order: pairs } };
}
