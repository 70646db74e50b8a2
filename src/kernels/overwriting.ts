import type { Tensor } from '../graph/index.js';
import type { Computation, Lowered } from './lower.js';
import { isElementwise } from './relation.js';
import { isOnlyBase } from './scatterBase.js';

/** One computation must run before another. */
export type Pair = readonly [first: Computation, then: Computation];

/** Whether a computation reads an old value, if there is one, only where it has not overwritten it yet. */
export function mayOverwrite(writer: Computation, old: Tensor | null): boolean {
  if (old === null) return true;
  if (writer.alone) return writer.alone.form === 'scatter' && isOnlyBase(writer, old);
  return writer.loads.every((load) => load.tensor !== old || isElementwise(load, writer));
}

/** What makes every other reader of an old value run before the one that overwrites it; null if one cannot. */
export function readersBefore(
  writer: Computation,
  old: Tensor | null,
  { computations, maker }: Lowered,
  pairs: readonly Pair[],
): readonly Pair[] | null {
  if (old === null) return [];
  const readers = computations.filter((c) => c !== writer && c.loads.some((load) => load.tensor === old));
  if (comesBefore(writer, readers, maker, pairs)) return null;
  return readers.map((reader) => [reader, writer] as const);
}

/** Whether `first` must run before any of `then`. */
function comesBefore(
  first: Computation,
  then: readonly Computation[],
  maker: Lowered['maker'],
  pairs: readonly Pair[],
): boolean {
  const before = new Map<Computation, Computation[]>();
  for (const [a, b] of pairs) {
    const known = before.get(b);
    if (known) known.push(a);
    else before.set(b, [a]);
  }
  const seen = new Set<Computation>();
  const stack = [...then];
  for (let c = stack.pop(); c; c = stack.pop()) {
    if (c === first) return true;
    if (seen.has(c)) continue;
    seen.add(c);
    for (const { tensor } of c.loads) {
      const producer = maker.get(tensor);
      if (producer) stack.push(producer);
    }
    stack.push(...c.after, ...(before.get(c) ?? []));
  }
  return false;
}
