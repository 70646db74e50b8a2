import { optionsOf } from '../base/index.js';
import { topological, type Tensor } from '../graph/index.js';
import { add, scalar, tensorOf, type Operand } from '../ops/index.js';
import { orZeros, requireFloats, requireLike, requireList, requireScalar, requireTensor } from './checks.js';
import { derived, pullback, results } from './derived.js';
import { dependents } from './closed.js';

export interface GradientsOptions {
  /** Zeros instead of an error where y does not depend on an x. */
  readonly allowUnused?: boolean;
  /** The cotangent of y, of y's type; 1 where absent, and then y is a scalar. */
  readonly dy?: Operand;
}

/**
 * The gradients of y with respect to tensors that are already built, as many as xs. Where one x is computed from another, the
 * other's gradient includes the way through the one.
 */
export function gradients(y: Tensor, xs: readonly Tensor[], options: GradientsOptions = {}): Tensor[] {
  const { allowUnused, dy: given } = optionsOf('gradients', options, { allowUnused: false, dy: undefined });
  requireTensor('gradients', 'y', y);
  requireList('gradients', 'xs', xs);
  xs.forEach((x, k) => requireTensor('gradients', `xs[${k}]`, x));
  const dy = given === undefined ? undefined : tensorOf(given, 'gradients');
  if (dy) requireLike('gradients', 'dy', [dy], [y]);
  else requireScalar('gradients', [y]);
  requireFloats('gradients', xs);
  const { dxs } = backward(y, xs, dy);
  return dxs.map((dx, k) => orZeros('gradients', dx, y, xs[k]!, allowUnused));
}

/** y as it was stabilised, so that it shares nodes with its gradients. */
export interface Backward {
  readonly y: Tensor;
  /** null where y does not depend on an x. */
  readonly dxs: readonly (Tensor | null)[];
}

/** The gradients of y, and y as they use it: what a training step is made of. */
export function backward(y: Tensor, xs: readonly Tensor[], dy: Tensor = scalar(1)): Backward {
  const distinct = [...new Set(xs)];
  const function_ = derived(distinct, [y]);
  const partial = pullback(function_, [dy]);
  const total = throughOneAnother(distinct, partial);
  return { y: results(function_)[0]!, dxs: xs.map((x) => total[distinct.indexOf(x)] ?? null) };
}

/** Adds what reaches an x through others: each x that is computed from others hands its own on, the last one first. */
function throughOneAnother(xs: readonly Tensor[], partial: readonly (Tensor | null)[]): (Tensor | null)[] {
  const total = [...partial];
  const order = topological(xs);
  const dependent = dependents(order, new Set(xs));
  const late = xs.filter((x) => dependent.has(x.node)).sort((a, b) => order.indexOf(b.node) - order.indexOf(a.node));
  for (const x of late) {
    const own = total[xs.indexOf(x)];
    if (!own) continue;
    const others = xs.filter((other) => other !== x);
    pullback(derived(others, [x]), [own]).forEach((more, k) => {
      const at = xs.indexOf(others[k]!);
      const before = total[at];
      if (more) total[at] = before ? add(before, more) : more;
    });
  }
  return total;
}
