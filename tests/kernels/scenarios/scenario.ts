import type { Extent } from '../../../src/base/index.js';
import type { Tensor } from '../../../src/graph/index.js';

/** Makes inputs. */
export interface Inputs {
  readonly f32: (...shape: Extent[]) => Tensor;
  readonly i32: (range: readonly [number, number], ...shape: Extent[]) => Tensor;
  readonly u32: (...shape: Extent[]) => Tensor;
  readonly bool: (...shape: Extent[]) => Tensor;
}

/** Results, and new values of inputs that are variables. */
export interface Made {
  readonly ys: readonly Tensor[];
  readonly updates?: readonly (readonly [variable: Tensor, next: Tensor])[];
}

export type Scenario = readonly [title: string, make: (inputs: Inputs) => Made];
