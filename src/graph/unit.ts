import type { DType, Source, Type } from '../base/index.js';
import type { Graph } from './graph.js';

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
  /** Set where the input is used as an index: values must lie in 0 <= value < range. `of` says what it indexes. */
  readonly range?: { readonly extent: number; readonly of: string };
}

/**
 * What a user gets. `tensor`: output `index` as it is (a scalar as a number). `mean`: a scalar that counts with weight N
 * when batches are merged. `ratio`: output `index` over output `weight`.
 */
export type Result =
  | { readonly kind: 'tensor' | 'mean'; readonly path: readonly string[]; readonly index: number }
  | { readonly kind: 'ratio'; readonly path: readonly string[]; readonly index: number; readonly weight: number };

/** Output `index` of the graph becomes the variable's new value. */
export interface Update {
  readonly variable: string;
  readonly index: number;
}

/** The variable's value is the graph's input at `index`. */
export interface Reading {
  readonly variable: string;
  readonly index: number;
}

export type EntryName = 'init' | 'step' | 'evaluate' | 'predict' | 'run';

/** One function of the generated module: feeds and variables in, results and new variables out. */
export interface EntryPoint {
  readonly name: EntryName;
  readonly graph: Graph;
  readonly feeds: readonly Fed[];
  readonly readings: readonly Reading[];
  readonly results: readonly Result[];
  readonly updates: readonly Update[];
}

/** One model or program, traced: everything that the compiler needs, and nothing of layers, losses and optimizers. */
export interface Unit {
  /** The export's name in the model file: 'default', or the name. */
  readonly name: string;
  readonly variables: readonly Variable[];
  readonly entries: readonly EntryPoint[];
}
