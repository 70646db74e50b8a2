import {
  unreachable,
  type DType,
  type EntryName,
  type Extent,
  type Fed,
  type Polynomial,
  type Result,
  type Shape,
  type Variable,
} from '../base/index.js';
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

/**
 * One element of a buffer along its first axis: where the loop's counter points to. Elements lie one behind the other, each
 * as long as its shape says for N.
 */
export interface PlacedSlice extends Pick<Placed, 'name' | 'dtype' | 'shape' | 'watched'> {
  /** A buffer, or a slice of one. */
  readonly of: string;
  /** The counter of a loop around all calls that use it. */
  readonly loop: string;
}

/** Calls a nest with the named buffers in the order of the nest's arguments. */
export interface Call {
  readonly kind: 'call';
  /** Index into the schedule's nests. */
  readonly nest: number;
  readonly buffers: readonly string[];
}

/** Runs its body for each value of a counter from 0 up to its extent, or down to 0. */
export interface LoopOfCalls {
  readonly kind: 'loop';
  /** The counter; that of a loop inside is called otherwise. */
  readonly name: string;
  readonly extent: Extent;
  readonly reverse: boolean;
  readonly body: readonly Scheduled[];
}

/** Runs its body again and again, as long as the buffer `condition` holds true after the test. */
export interface WhileOfCalls {
  readonly kind: 'while';
  readonly test: readonly Scheduled[];
  readonly condition: string;
  readonly body: readonly Scheduled[];
}

/** Runs one of two bodies. */
export interface BranchOfCalls {
  readonly kind: 'branch';
  readonly condition: string;
  readonly then: readonly Scheduled[];
  readonly otherwise: readonly Scheduled[];
}

/** What an entry point does, one after the other. */
export type Scheduled = Call | LoopOfCalls | WhileOfCalls | BranchOfCalls;

/** The lists inside, in the order in which they run. */
export function bodiesOf(c: Scheduled): readonly (readonly Scheduled[])[] {
  switch (c.kind) {
    case 'call':
      return [];
    case 'loop':
      return [c.body];
    case 'while':
      return [c.test, c.body];
    case 'branch':
      return [c.then, c.otherwise];
  }
}

/** Every call once, in order. */
export const callsIn = (list: readonly Scheduled[]): Call[] =>
  list.flatMap((c) => (c.kind === 'call' ? [c] : bodiesOf(c).flatMap(callsIn)));

/** The conditions of whiles and branches. */
export const conditionsIn = (list: readonly Scheduled[]): string[] =>
  list.flatMap((c) => [
    ...(c.kind === 'while' || c.kind === 'branch' ? [c.condition] : []),
    ...bodiesOf(c).flatMap(conditionsIn),
  ]);

/** The names of all counters. */
export const countersIn = ({ entries }: Schedule): string[] => {
  const within = (list: readonly Scheduled[]): string[] =>
    list.flatMap((c) => [...(c.kind === 'loop' ? [c.name] : []), ...bodiesOf(c).flatMap(within)]);
  return [...new Set(entries.flatMap(({ calls }) => within(calls)))];
};

export interface ScheduledEntry {
  readonly name: EntryName;
  readonly calls: readonly Scheduled[];
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
  /** What calls use besides: the one that a slice is part of stands before it. */
  readonly slices: readonly PlacedSlice[];
  readonly nests: readonly LoopNest[];
  readonly entries: readonly ScheduledEntry[];
  readonly memory: Memory;
}

/** What a call uses, by name. */
export const namedIn = ({ buffers, slices }: Schedule, name: string): Placed | PlacedSlice =>
  buffers.find((buffer) => buffer.name === name) ??
  slices.find((slice) => slice.name === name) ??
  unreachable(`no buffer is called ${name}`);

/** What the nests share, each routine once, in the order of its first use. */
export const routinesOf = ({ nests }: Schedule): Routine[] => [
  ...new Map(nests.flatMap(({ routines }) => routines).map((routine) => [routine.name, routine])).values(),
];
