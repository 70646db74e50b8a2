import type { Tensor } from '../graph/index.js';
import type { Constraints } from './fuse.js';
import type { Buffer } from './kernel.js';
import type { Computation, Lowered } from './lower.js';
import { isElementwise } from './relation.js';

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
  { maker, computations }: Lowered,
  mayReplace: (update: Update) => boolean,
): PlacedUpdates {
  const inPlace = new Map<Tensor, Buffer>();
  const also = new Map<Tensor, Buffer[]>();
  const copied: Update[] = [];
  const pairs: [Computation, Computation][] = [];
  const overwrites = new Map<Tensor, Tensor>();
  for (const update of updates) {
    const { tensor, buffer, old } = update;
    const writer = maker.get(tensor)!;
    if (old === null && inPlace.has(tensor) && !writer.alone) {
      also.set(tensor, [...(also.get(tensor) ?? []), buffer]);
      continue;
    }
    const readers = old ? computations.filter((c) => c !== writer && c.loads.some((load) => load.tensor === old)) : [];
    const reads = writer.loads.filter((load) => load.tensor === old);
    const legal =
      mayReplace(update) &&
      !inPlace.has(tensor) &&
      (!writer.alone || old === null) &&
      reads.every((load) => isElementwise(load, writer)) &&
      readers.every((reader) => !comesBefore(writer, reader, maker, pairs));
    if (!legal) copied.push(update);
    else {
      inPlace.set(tensor, buffer);
      if (old) overwrites.set(tensor, old);
      for (const reader of readers) pairs.push([reader, writer]);
    }
  }
  return { inPlace, also, copied, constraints: { needed: new Set(wanted), overwrites, order: pairs } };
}

/** Whether `first` must run before `then`. */
function comesBefore(
  first: Computation,
  then: Computation,
  maker: Lowered['maker'],
  pairs: readonly (readonly [Computation, Computation])[],
): boolean {
  const seen = new Set<Computation>();
  const stack = [then];
  for (let c = stack.pop(); c; c = stack.pop()) {
    if (c === first) return true;
    if (seen.has(c)) continue;
    seen.add(c);
    for (const { tensor } of c.loads) {
      const producer = maker.get(tensor);
      if (producer) stack.push(producer);
    }
    stack.push(...c.after, ...pairs.flatMap(([a, b]) => (b === c ? [a] : [])));
  }
  return false;
}
