import type { Tensor } from '../graph/index.js';
import { derived, results, type Derived } from './derived.js';
import { doAgain } from './effects.js';
import { leniently } from './lenient.js';
import { withConstants, type Flat } from './nest.js';
import { outputsOf, traced, type Traced } from './traced.js';

/** A function with its value at some arguments, ready to be derived. */
export interface Evaluated extends Pick<Traced, 'result' | 'effects'> {
  /** Its outputs are the result's tensors, then those of the effects. */
  readonly function_: Derived;
  /** The values of the result's tensors. */
  readonly ys: readonly Tensor[];
}

/** Traces, stabilises and evaluates `f`; its taps and assignments come out as if it had been called. */
export function evaluated(what: string, f: (...xs: never[]) => unknown, args: Flat): Evaluated {
  const { leaves, result, effects } = leniently(() => traced((...given) => withConstants(what, f(...given)), args));
  const function_ = derived(leaves, outputsOf({ result, effects }), args.tensors);
  const all = results(function_);
  const own = result.tensors.length;
  doAgain(effects, all.slice(own));
  return { result, effects, function_, ys: all.slice(0, own) };
}
