import type { Tensor } from '../graph/index.js';
import type { Lowered } from './lower.js';
import { mayOverwrite, readersBefore, type Pair, type PlacedUpdates } from './placeUpdates.js';
import { baseOf, isOnlyBase } from './scatterBase.js';

/** Which tensors share a place. */
export interface Places extends PlacedUpdates {
  /** Scattered tensors that are written over what they start from, which nobody reads afterwards. */
  readonly bases: ReadonlyMap<Tensor, Tensor>;
}

/**
 * A scatter changes what it starts from in its place where all others can read that before; else it fills a place of its
 * own first. What becomes a variable's new value is changed in the variable's place, from the first scatter of a row on.
 */
export function placeScatters(updates: PlacedUpdates, lowered: Lowered): Places {
  const { needed } = updates.constraints;
  const inPlace = new Map(updates.inPlace);
  const overwrites = new Map(updates.constraints.overwrites);
  const order: Pair[] = [...updates.constraints.order];
  const bases = new Map<Tensor, Tensor>();
  for (const scatter of [...lowered.computations].reverse()) {
    const base = baseOf(scatter);
    const maker = base && lowered.maker.get(base);
    if (!base || !maker || needed.has(base) || inPlace.has(base) || !isOnlyBase(scatter, base)) continue;
    const tensor = scatter.made[0]!.tensor;
    const place = inPlace.get(tensor);
    const old = place ? (overwrites.get(tensor) ?? null) : null;
    const first = readersBefore(scatter, base, lowered, order);
    const second = first && old ? readersBefore(maker, old, lowered, [...order, ...first]) : [];
    if (!first || !second || !mayOverwrite(maker, old)) continue;
    bases.set(tensor, base);
    if (place) inPlace.set(base, place);
    if (old) overwrites.set(base, old);
    if (!place) overwrites.set(tensor, base);
    order.push(...first, ...second);
  }
  return { ...updates, inPlace, bases, constraints: { needed, overwrites, order } };
}
