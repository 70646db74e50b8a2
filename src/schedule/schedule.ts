import type { DType, EntryName, Fed, Polynomial, Result, Shape, Variable } from '../base/index.js';
import type { Watched } from '../kernels/index.js';
import type { LoopNest, Routine } from './loopNest.js';

/** A buffer with its address. Offsets and sizes are bytes, polynomials in the capacity: N rounded up to 16. */
export interface Placed {
  /** Unique in the schedule; any characters, as the user wrote them: back ends make identifiers of it. */
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly space: 'state' | 'arena' | 'constants';
  readonly offset: Polynomial;
  readonly bytes: Polynomial;
  readonly data?: readonly number[];
  /** Of f32: looked at after each call that writes it. */
  readonly watched?: Watched;
}

/** Calls a nest with the named buffers in the order of the nest's arguments. */
export interface Call {
  readonly kind: 'call';
  /** Index into the schedule's nests. */
  readonly nest: number;
  readonly buffers: readonly string[];
}

export interface LoopOfCalls {
  readonly kind: 'loop';
  readonly name: string;
  readonly extent: number;
  readonly body: readonly (Call | LoopOfCalls)[];
}

export interface ScheduledEntry {
  readonly name: EntryName;
  readonly calls: readonly (Call | LoopOfCalls)[];
  /** What is copied in before the calls. */
  readonly feeds: readonly { readonly fed: Fed; readonly buffer: string }[];
  /** What is copied out after them: one buffer, or total and weight. */
  readonly results: readonly { readonly result: Result; readonly buffers: readonly string[] }[];
}

/** Bytes, as polynomials in the capacity. */
export interface Memory {
  readonly state: number;
  readonly constants: number;
  readonly arena: Polynomial;
  /** For one N: bytes of state, inputs and inner buffers that any plan needs at the worst moment of the entry. */
  readonly lowerBound: (n: number) => number;
  /** What this plan takes for the same N. */
  readonly planned: (n: number) => number;
}

/** Value 3: everything decided; a back end prints it. */
export interface Schedule {
  readonly name: string;
  readonly variables: readonly { readonly variable: Variable; readonly buffer: string }[];
  readonly buffers: readonly Placed[];
  readonly nests: readonly LoopNest[];
  readonly entries: readonly ScheduledEntry[];
  readonly memory: Memory;
}

/** What the nests share, each routine once, in the order of its first use. */
export const routinesOf = ({ nests }: Schedule): Routine[] => [
  ...new Map(nests.flatMap(({ routines }) => routines).map((routine) => [routine.name, routine])).values(),
];
