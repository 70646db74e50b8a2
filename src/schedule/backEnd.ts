import type { Polynomial } from '../base/index.js';
import type { Profile } from './profile.js';
import type { Schedule } from './schedule.js';

/** One function of the emitted text that runs an entry point's calls. */
export interface EmittedEntry {
  /** Its name in the text, `function step$run(N, m)`, or itself; `m` holds a typed array for each buffer in `views`. */
  readonly name: string;
}

/** What a back end makes of one schedule: text for the module to wrap. */
export interface Emitted {
  /** Top-level functions, in reading order; no imports, no exports, no state but scratch arrays. */
  readonly text: string;
  /** The function for each entry point, by the entry's name. */
  readonly entries: Readonly<Record<string, EmittedEntry>>;
  /** The property of `m` for each buffer of the schedule, in the order of `schedule.buffers`. */
  readonly views: readonly string[];
  /** For each line of `text` (from 0), the user's place that it comes from. */
  readonly lines: readonly ({ readonly file: string; readonly line: number; readonly column: number } | null)[];
  /** The program in WebAssembly that the text calls. */
  readonly wasm?: EmittedWasm;
}

/** A program in WebAssembly: it imports its memory, and exports a function of (N, capacity) for each entry point. */
export interface EmittedWasm {
  readonly bytes: Uint8Array;
  /** Its text form, for readers. */
  readonly listing: string;
  /** Where each buffer begins, in the order of `schedule.buffers`: bytes, as polynomials in the capacity. */
  readonly addresses: readonly Polynomial[];
  /** Bytes of all memory. */
  readonly end: Polynomial;
  /** Bytes of scratch memory for each further thread. */
  readonly more: Polynomial;
  /** Whether threads share kernels: then it imports what they meet by, and exports what says which thread runs it. */
  readonly threads: boolean;
  /** From which byte to which sums of products may be multiplied and added in one step; null where there are none. */
  readonly sums: readonly [number, number] | null;
}

export interface EmitOptions {
  /** Keeps several schedules of one module apart; empty for a module's only one. */
  readonly prefix: string;
  /** Each call of a kernel is a line of its own of the entry point's function, `name(…);`, so that it can be timed. */
  readonly inCalls?: boolean;
}

/**
 * Schedule to text: tables and a printer; it decides nothing. After each call of a nest stand calls of the runtime's
 * `check(array, count, name, made, strides)` for the buffers that it wrote and that are `watched`.
 */
export interface BackEnd {
  readonly name: 'js' | 'wasm' | 'wgsl';
  readonly profile: Profile;
  emit(schedule: Schedule, options: EmitOptions): Emitted;
}
