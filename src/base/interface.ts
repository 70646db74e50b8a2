import type { DType } from './dtype.js';
import { extentAt, type Extent } from './extent.js';
import type { Type } from './shape.js';
import type { Source } from './source.js';

/** The functions that a generated module may have. */
export type EntryName = 'init' | 'step' | 'evaluate' | 'predict' | 'run';

/**
 * What a variable is for: `parameter` and `state` are the user's; the others belong to the optimizer and the runtime.
 * Trained parameters are those that `step` updates by a gradient.
 */
export type VariableRole = 'parameter' | 'state' | 'slot' | 'hyperparameter' | 'step' | 'seed';

/** A value that outlives a call: it goes into an entry point and comes out of it. Its shape has no N. */
export interface Variable {
  /** The user's or Keras' path (`dense/kernel`); unique in its unit; what `save` writes. */
  readonly name: string;
  readonly role: VariableRole;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly trainable: boolean;
  /** Its value in a fresh instance where that is plain; null: the entry point `init` computes it. */
  readonly initial: number | readonly number[] | null;
  readonly source: Source;
}

/** What a user feeds: the graph's input at `index`. */
export interface Fed extends Type {
  readonly name: string;
  readonly index: number;
  readonly source: Source;
  /** Set where the input is used as an index: its values must lie in all of them. */
  readonly ranges?: readonly IndexRange[];
}

/** 0 <= value < extent; `of` says what is indexed. */
export interface IndexRange {
  readonly extent: Extent;
  readonly of: string;
}

/** The fewest samples with which an entry point means something: with fewer, an extent in N would be negative. */
export interface Least {
  readonly samples: number;
  /** The tensor that needs them: `slice [N-1, 4], made at net.model.ts:5:18`. */
  readonly by: string;
}

/**
 * What a user gets. `tensor`: output `index` as it is (a scalar as a number). `mean`: a scalar that counts with weight N
 * when batches are merged. `ratio`: output `index` over output `weight`.
 */
export type Result =
  | { readonly kind: 'tensor' | 'mean'; readonly path: readonly string[]; readonly index: number }
  | { readonly kind: 'ratio'; readonly path: readonly string[]; readonly index: number; readonly weight: number };

/** How many values an input that is used as an index may have for N samples; undefined where it is none. */
export const leastRange = ({ ranges }: Pick<Fed, 'ranges'>, n: number): number | undefined =>
  ranges && Math.min(...ranges.map(({ extent }) => extentAt(extent, n)));
