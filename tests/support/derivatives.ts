import type { NdArray } from '../../src/base/index.js';
import { richardson } from '../../src/check/index.js';
import { evaluate, input, type Tensor } from '../../src/graph/index.js';
import { add, mul, sum } from '../../src/ops/index.js';
import { draw } from './samples.js';
import { reverse } from './reverse.js';

/** A scalar of tensors and inputs, as a function that can be derived along a direction. */
export interface Derivable {
  readonly y: Tensor;
  readonly xs: readonly Tensor[];
  readonly fed: ReadonlyMap<Tensor, NdArray>;
}

/** Σ a·b over pairs of tensors of one shape. */
export function inner(as: readonly Tensor[], bs: readonly Tensor[]): Tensor {
  return as.map((a, k) => sum(mul(a, bs[k]!))).reduce((total, term) => add(total, term));
}

/** Two central differences with steps h and h/2, combined by Richardson, along a direction. */
export function difference({ y, xs, fed }: Derivable, direction: readonly NdArray[]): number {
  const at = (h: number): number => {
    const values = new Map(fed);
    xs.forEach((x, k) => {
      const { dtype, shape, data } = fed.get(x)!;
      values.set(x, { dtype, shape, data: data.map((value, i) => value + h * direction[k]!.data[i]!) });
    });
    return evaluate([y], { values })[0]!.data[0]!;
  };
  return richardson(at);
}

/** The derivative along a direction by the vjp rules. */
export function derivative({ y, xs, fed }: Derivable, direction: readonly NdArray[]): number {
  const one = input('one', { dtype: 'f32', shape: [] });
  const values = new Map([...fed, [one, { dtype: 'f32' as const, shape: [], data: Float64Array.of(1) }]]);
  const gradients = reverse([y], [one], xs);
  return gradients.reduce((total, dx, k) => {
    if (!dx) return total;
    const { data } = evaluate([dx], { values })[0]!;
    return total + data.reduce((part, value, i) => part + value * direction[k]!.data[i]!, 0);
  }, 0);
}

/** New inputs of the tensors' shapes, with random values in `fed`. */
export function randomLike(
  xs: readonly Tensor[],
  random: () => number,
  fed: Map<Tensor, NdArray>,
  shapes: readonly (readonly number[])[],
): Tensor[] {
  return xs.map((x, k) => {
    const made = input(`w${fed.size}`, { dtype: 'f32', shape: x.shape });
    fed.set(made, draw(shapes[k]!, random));
    return made;
  });
}
