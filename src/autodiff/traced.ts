import { input, inTrace, isTracing, nameOf, traceOf, type Tensor } from '../graph/index.js';
import { flatten, type Flat } from './nest.js';

/** A function as it was traced on leaves of its own, so that an argument given twice is two. */
export interface Traced {
  readonly leaves: readonly Tensor[];
  readonly result: Flat;
  /** Tensors that the function brought out by `tap`; they are the leaves' and must be brought out again. */
  readonly taps: readonly (readonly [string, Tensor])[];
}

/** Traces `f` on a leaf for each tensor of the arguments. */
export function traced(f: (...xs: never[]) => unknown, args: Flat): Traced {
  const leaves = args.tensors.map((x) => input(nameOf(x), x, x.node.source));
  return { leaves, ...tracedOn(f, args.build(leaves) as readonly unknown[]) };
}

/** Calls `f` and holds back its taps. */
export function tracedOn(f: (...xs: never[]) => unknown, args: readonly unknown[]): Pick<Traced, 'result' | 'taps'> {
  const taps = new Map<string, Tensor>();
  const call = (): unknown => f(...(args as never[]));
  const result = isTracing() ? inTrace({ ...traceOf('a transform'), taps }, call) : call();
  return { result: flatten(result), taps: [...taps] };
}

/** Brings tensors out under the names that the function gave them. */
export function tapAll(names: readonly (readonly [string, unknown])[], tensors: readonly Tensor[]): void {
  names.forEach(([name], k) => traceOf('tap').taps.set(name, tensors[k]!));
}
