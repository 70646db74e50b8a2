import type { Tensor } from '../graph/index.js';
import type { Constraints } from './fuse.js';
import type { Lowered } from './lower.js';
import { mayOverwrite, readersBefore, type Pair } from './overwriting.js';
import { baseOf, isOnlyBase } from './scatterBase.js';
import type { PlacedUpdates } from './updates.js';

/** Which tensors scatters change in their places. */
export interface Bases {
  /** What a scatter starts from, and nobody reads afterwards, with what it becomes: both have one place. */
  readonly heirs: ReadonlyMap<Tensor, Tensor>;
  readonly constraints: Constraints;
}

/**
 * A scatter changes what it starts from in its place where all others can read that before; else it fills a place of its
 * own first. What becomes a variable's new value is changed in the variable's place, from the first scatter of a row on.
 */
export function placeScatters({ inPlace, constraints }: PlacedUpdates, lowered: Lowered): Bases {
  const { needed } = constraints;
  const heirs = new Map<Tensor, Tensor>();
  const overwrites = new Map(constraints.overwrites);
  const order: Pair[] = [...constraints.order];
  // Tensors in certain buffers, with the inputs whose values these held before.
  const placed = new Map([...inPlace.keys()].map((tensor) => [tensor, overwrites.get(tensor) ?? null]));
  for (const scatter of [...lowered.computations].reverse()) {
    const base = baseOf(scatter);
    const maker = base && lowered.maker.get(base);
    if (!base || !maker || needed.has(base) || placed.has(base) || !isOnlyBase(scatter, base)) continue;
    if (maker.alone && maker.alone.form !== 'scatter') continue;
    const tensor = scatter.made[0]!.tensor;
    const old = placed.get(tensor) ?? null;
    const first = readersBefore(scatter, base, lowered, order);
    const second = first && mayOverwrite(maker, old) ? readersBefore(maker, old, lowered, [...order, ...first]) : null;
    if (!first || !second) continue;
    heirs.set(base, tensor);
    if (placed.has(tensor)) placed.set(base, old);
    else overwrites.set(tensor, base);
    if (old) overwrites.set(base, old);
    order.push(...first, ...second);
  }
  return { heirs, constraints: { needed, overwrites, order } };
}
