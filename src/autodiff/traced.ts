import { input, nameOf, type Tensor } from '../graph/index.js';
import { holdingEffects, standIn, type Effect } from './effects.js';
import { flatten, type Flat } from './nest.js';

/** A function as it was traced on leaves of its own, so that an argument given twice is two. */
export interface Traced {
  readonly leaves: readonly Tensor[];
  readonly result: Flat;
  /** Held back: their tensors are the leaves', and must be brought out again. */
  readonly effects: readonly Effect[];
}

/** Traces `f` on a leaf for each tensor of the arguments. */
export function traced(f: (...xs: never[]) => unknown, args: Flat): Traced {
  const leaves = args.tensors.map((x) => input(nameOf(x), x, x.node.source));
  leaves.forEach((leaf, k) => standIn(leaf, args.tensors[k]!));
  return { leaves, ...tracedOn(f, args.build(leaves) as readonly unknown[]) };
}

/** Calls `f` and holds back its effects. */
export function tracedOn(f: (...xs: never[]) => unknown, args: readonly unknown[]): Pick<Traced, 'result' | 'effects'> {
  const { result, effects } = holdingEffects(() => f(...(args as never[])));
  return { result: flatten(result), effects };
}

/** All tensors of a trace that must be brought out: the result's, then those of its effects. */
export const outputsOf = ({ result, effects }: Pick<Traced, 'result' | 'effects'>): Tensor[] => [
  ...result.tensors,
  ...effects.map(({ x }) => x),
];
