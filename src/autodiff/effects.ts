import { apply, inTrace, isTracing, traceOf, type Tensor, type TracedVariable } from '../graph/index.js';
import { reshapeOp } from '../ops/index.js';

/** What a function did beside returning something: it brought a tensor out by `tap`, or gave one to a variable by `assign`. */
export interface Effect {
  readonly x: Tensor;
  /** The variable that was given it; null of a tap. */
  readonly variable: TracedVariable | null;
  /** The name of a tap; null of an assignment. */
  readonly tap: string | null;
  /** Does the same outside, with what stands there for the tensor. */
  readonly again: (x: Tensor) => void;
}

/**
 * Calls `f` and holds back what it does to the trace around: its tensors are those of a transform's leaves. Inside, a variable
 * has the value that it was given last, outside or inside.
 */
export function holdingEffects<T>(f: () => T): { readonly result: T; readonly effects: readonly Effect[] } {
  if (!isTracing()) return { result: f(), effects: [] };
  const outer = traceOf('a transform');
  const taps = new Map<string, Tensor>();
  const assigned = new Map(outer.assigned);
  const result = inTrace({ ...outer, taps, ...(outer.assigned && { assigned }) }, f);
  const tapped = [...taps].map(([name, x]): Effect => ({
    x,
    variable: null,
    tap: name,
    again: (y) => tapAgain(name, y),
  }));
  const given = [...assigned]
    .filter(([variable, x]) => outer.assigned?.get(variable) !== x)
    .map(([variable, x]): Effect => ({ x, variable, tap: null, again: (y) => give(variable, y) }));
  return { result, effects: [...tapped, ...given] };
}

/** Does all of it again; the tensors are in the effects' order. */
export function doAgain(effects: readonly Pick<Effect, 'again'>[], tensors: readonly Tensor[]): void {
  effects.forEach(({ again }, k) => again(tensors[k]!));
}

/** What stands for a variable where nothing that is held back has changed it. */
export const valueBefore = (variable: TracedVariable): Tensor =>
  traceOf('assign()').assigned?.get(variable) ?? variable.leaf;

/** What stands for a variable keeps doing so where a leaf takes its place. */
export function standIn(leaf: Tensor, x: Tensor): void {
  const states = isTracing() ? traceOf('a transform').states : undefined;
  const variable = states?.get(x);
  if (variable) states?.set(leaf, variable);
}

function tapAgain(name: string, x: Tensor): void {
  traceOf('tap').taps.set(name, x);
}

function give(variable: TracedVariable, x: Tensor): void {
  const { assigned, states } = traceOf('assign()');
  // A tensor stands for one variable: the value of another one is taken as a tensor of its own.
  const owner = states?.get(x);
  const own = owner && owner !== variable ? apply(reshapeOp, [x], { shape: x.shape }) : x;
  states?.set(own, variable);
  assigned?.set(variable, own);
}
