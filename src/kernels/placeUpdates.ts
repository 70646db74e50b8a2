import type { Tensor } from '../graph/index.js';
import type { Constraints } from './fuse.js';
import type { Buffer } from './kernel.js';
import type { Computation, Lowered } from './lower.js';
import { isElementwise } from './relation.js';
import { isOnlyBase } from './scatterBase.js';

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

/** One computation must run before another. */
export type Pair = readonly [first: Computation, then: Computation];

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
    const before = old ? readersBefore(writer, old, lowered, pairs) : [];
    if (!before || !mayReplace(update) || inPlace.has(tensor) || !mayOverwrite(writer, old)) copied.push(update);
    else {
      inPlace.set(tensor, buffer);
      if (old) overwrites.set(tensor, old);
      pairs.push(...before);
    }
  }
  return { inPlace, also, copied, constraints: { needed: new Set(wanted), overwrites, order: pairs } };
}

/** Whether a computation reads an old value, if there is one, only where it has not overwritten it yet. */
export function mayOverwrite(writer: Computation, old: Tensor | null): boolean {
  if (writer.alone) return old === null || (writer.alone.form === 'scatter' && isOnlyBase(writer, old));
  return writer.loads.every((load) => load.tensor !== old || isElementwise(load, writer));
}

/** What makes every other reader of a tensor run before the one that overwrites it; null if one cannot. */
export function readersBefore(
  writer: Computation,
  old: Tensor,
  { computations, maker }: Lowered,
  pairs: readonly Pair[],
): readonly Pair[] | null {
  const readers = computations.filter((c) => c !== writer && c.loads.some((load) => load.tensor === old));
  if (readers.some((reader) => comesBefore(writer, reader, maker, pairs))) return null;
  return readers.map((reader) => [reader, writer] as const);
}

/** Whether `first` must run before `then`. */
function comesBefore(first: Computation, then: Computation, maker: Lowered['maker'], pairs: readonly Pair[]): boolean {
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
