import type { EntryName, Fed, Least, Result, Variable } from '../base/index.js';
import type { Graph } from './graph.js';

export type { EntryName, Fed, Least, Result, Variable, VariableRole } from '../base/index.js';

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

/** One function of the generated module: feeds and variables in, results and new variables out. */
export interface EntryPoint {
  readonly name: EntryName;
  readonly graph: Graph;
  readonly feeds: readonly Fed[];
  readonly readings: readonly Reading[];
  readonly results: readonly Result[];
  readonly updates: readonly Update[];
  /** Absent where any number of samples will do, 0 included. */
  readonly least?: Least;
}

/** One model or program, traced: everything that the compiler needs, and nothing of layers, losses and optimizers. */
export interface Unit {
  /** The export's name in the model file: 'default', or the name. */
  readonly name: string;
  readonly variables: readonly Variable[];
  readonly entries: readonly EntryPoint[];
}
