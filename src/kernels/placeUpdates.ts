import type { EntryPoint, Tensor } from '../graph/index.js';
import type { Constraints } from './fuse.js';
import type { Computation, Lowered } from './lower.js';
import { isElementwise } from './relation.js';
import { isOnlyBase } from './scatterBase.js';

/** Where the new values of variables are written. */
export interface Updates {
  /** Tensors that are written straight over the old value of a variable. */
  readonly inPlace: ReadonlyMap<Tensor, string>;
  /** Tensors that are copied into a variable when all else is done. */
  readonly copied: readonly { readonly tensor: Tensor; readonly variable: string }[];
  readonly constraints: Constraints;
}

/** An entry's outputs, lowered. */
export interface Outputs {
  readonly lowered: Lowered;
  readonly outputs: readonly Tensor[];
  readonly wanted: readonly Tensor[];
}

/** One computation must run before another. */
export type Pair = readonly [first: Computation, then: Computation];

/** New values overwrite old ones in place where every reader of the old value can run before; else they are copied at the end. */
export function placeUpdates(
  { graph, readings }: EntryPoint,
  updates: EntryPoint['updates'],
  { lowered, outputs, wanted }: Outputs,
): Updates {
  const inPlace = new Map<Tensor, string>();
  const copied: { tensor: Tensor; variable: string }[] = [];
  const pairs: Pair[] = [];
  const overwrites = new Map<Tensor, Tensor>();
  for (const { variable, index } of updates) {
    const tensor = outputs[index]!;
    const writer = lowered.maker.get(tensor)!;
    const reading = readings.find((r) => r.variable === variable);
    const old = reading && graph.inputs[reading.index]!;
    const before = old ? readersBefore(writer, old, lowered, pairs) : [];
    if (inPlace.has(tensor) || !before || !mayOverwrite(writer, old)) copied.push({ tensor, variable });
    else {
      inPlace.set(tensor, variable);
      if (old) overwrites.set(tensor, old);
      pairs.push(...before);
    }
  }
  return { inPlace, copied, constraints: { needed: new Set(wanted), overwrites, order: pairs } };
}

/** Whether a computation reads an old value, if there is one, only where it has not overwritten it yet. */
export function mayOverwrite(writer: Computation, old: Tensor | undefined): boolean {
  if (writer.alone) return writer.alone.form === 'scatter' && (!old || isOnlyBase(writer, old));
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
