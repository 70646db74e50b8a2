import { at, carryChanged, sameShape, unlike } from '../base/index.js';
import { currentSource, input, inTrace, isTracing, traceOf, type Tensor } from '../graph/index.js';
import { named } from './checks.js';
import { holdingEffects, valueBefore, type Effect } from './effects.js';
import { flatten, nestText, pathsOf } from './nest.js';

/** A variable that a step gives a new value: it has one before each step, and is carried. */
export interface Assigned extends Effect {
  /** What stands for it before the loop; inside, for what the step before gave it. */
  readonly before: Tensor;
}

/** The body of a loop as it was traced, with what it did beside. */
export interface TracedStep {
  readonly result: unknown;
  readonly assigned: readonly Assigned[];
  readonly taps: readonly Effect[];
  /** Stands for the step's random key; null where nothing is drawn. */
  readonly key: Tensor | null;
}

/** Traces one step: random functions in it draw from a key of its own. */
export function tracedStep(f: () => unknown): TracedStep {
  if (!isTracing()) return { result: f(), assigned: [], taps: [], key: null };
  const outer = traceOf('a loop');
  let leaf: Tensor | null = null;
  const key = (): Tensor => (leaf ??= input('key', { dtype: 'u32', shape: [2] }, currentSource()));
  const { result, effects } = inTrace({ ...outer, key }, () => holdingEffects(f));
  const assigned = effects.flatMap((effect) =>
    effect.variable ? [{ ...effect, before: valueBefore(effect.variable) }] : [],
  );
  return { result, assigned, taps: effects.filter(({ variable }) => variable === null), key: leaf };
}

/** Refuses a carry that is another nest, or of other types, after a step than before. */
export function requireSameCarry(what: string, start: unknown, before: readonly Tensor[], next: unknown): void {
  const paths = pathsOf(start);
  if (pathsOf(next).join() !== paths.join())
    throw at(unlike(what, 'the carry that fn returns', nestText(next), nestText(start)), currentSource());
  flatten(next).tensors.forEach((x, k) => {
    const was = before[k]!;
    if (x.dtype !== was.dtype || !sameShape(x.shape, was.shape))
      throw at(carryChanged(what, paths[k]!, named(was), named(x)), currentSource());
  });
}
