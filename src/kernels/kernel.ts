import type { DType, EntryName, Extent, Fed, Result, Shape, Source, Variable } from '../base/index.js';
import type { Axis, Expr, Readable } from '../expr/index.js';
import type { Routine } from '../graph/index.js';
import type { PrefixMeaning } from './alone.js';

/**
 * Where a buffer lives. `state` is the fixed part that never moves; `arena` is planned by live range and grows with N;
 * `constants` are filled once.
 */
export type Space = 'state' | 'arena' | 'constants';

/** A stored tensor, row-major. */
export interface Buffer extends Readable {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly space: Space;
  /** The values of a constant. */
  readonly data?: readonly number[];
  /** Looked at whenever it is written: in a build that checks numbers. */
  readonly watched?: Watched;
  /** What it is a part of, where it has no place of its own. */
  readonly slice?: Slice;
}

/** One element of a buffer along its first axis: another one in each iteration of a loop. */
export interface Slice {
  readonly of: Buffer;
  readonly iteration: Iteration;
}

/** A loop's counter: from 0 up to its length, or down to 0. */
export interface Iteration {
  /** Told apart from those of the loops around it. */
  readonly name: string;
  readonly length: Extent;
  readonly reverse: boolean;
}

/** How a tensor is called that is found to hold no number. */
export interface Watched {
  /** As the user knows it. */
  readonly name: string;
  /** `made at sample.model.ts:5:18` */
  readonly made: string;
}

/** One stored result of a kernel: `value` at every point of `axes`; `index` is where it is stored. */
export interface Output {
  readonly buffer: Buffer;
  /** An axis for each axis of the buffer, in its order, or 0 where its extent is 1. */
  readonly index: readonly Expr[];
  readonly axes: readonly Axis[];
  readonly value: Expr;
}

interface Common {
  /** From the user's layers and ops: `dense/matmul_add_relu`. */
  readonly name: string;
  readonly sources: readonly Source[];
  /** Why these nodes share a kernel, in sentences. */
  readonly reasons: readonly string[];
}

/** A pure function of indices; outputs share `axes` from the left: an output over [i] of a kernel over [i, j] is a row's. */
export interface MapKernel extends Common {
  readonly form: 'map';
  readonly axes: readonly Axis[];
  readonly outputs: readonly Output[];
  /** What a `pack` kernel has copied. */
  readonly packed?: Packed;
}

/** An operand of a product, and where it lies in the order in which the product takes it. */
export interface Packed {
  readonly of: Buffer;
  readonly in: Buffer;
}

/** Copies an operand of a product, once for all the times that the product is made. */
export interface PackKernel extends Common, Packed {
  readonly form: 'pack';
  readonly product: MapKernel;
}

/** A store through an index map for every point of `axes`, in row-major order, over what the buffer holds. */
export interface ScatterKernel extends Common {
  readonly form: 'scatter';
  /** What the buffer is filled with before; null where it is already there. */
  readonly base: Output | null;
  readonly axes: readonly Axis[];
  readonly buffer: Buffer;
  readonly index: readonly Expr[];
  readonly mode: 'set' | 'add' | 'max';
  readonly value: Expr;
}

/** A running combination of `values` along one axis: `buffer[…, k]` combines the values at 0 … k (or up to k - 1). */
export interface PrefixKernel extends Common, PrefixMeaning {
  readonly buffer: Buffer;
}

/** A loop nest known by name (sort, cholesky), over whole buffers. */
export type RoutineKernel = Common &
  Routine & {
    /** In the order of the routine's operands; one buffer may be several. */
    readonly operands: readonly Buffer[];
    readonly results: readonly Buffer[];
    /** What it needs besides. */
    readonly scratch: readonly Buffer[];
  };

export type Kernel = MapKernel | ScatterKernel | PrefixKernel | RoutineKernel | PackKernel;

/**
 * Ordered work of an entry point. Kernels know nothing of iterations: what they read and write of a loop's stacked tensors
 * is a slice, and what one iteration leaves to the next a buffer like any other.
 */
export type Step =
  | { readonly kind: 'kernel'; readonly kernel: Kernel }
  | { readonly kind: 'loop'; readonly iteration: Iteration; readonly body: readonly Step[] }
  /** The body again and again, as long as `condition` is true after the test's steps. */
  | {
      readonly kind: 'while';
      readonly test: readonly Step[];
      readonly condition: Buffer;
      readonly body: readonly Step[];
    }
  | {
      readonly kind: 'branch';
      readonly condition: Buffer;
      readonly then: readonly Step[];
      readonly otherwise: readonly Step[];
    };

export interface ProgramEntry {
  readonly name: EntryName;
  readonly steps: readonly Step[];
  readonly feeds: readonly { readonly fed: Fed; readonly buffer: Buffer }[];
  /** By position in the unit's results: where the value, or the total and the weight, are found. */
  readonly results: readonly { readonly result: Result; readonly buffers: readonly Buffer[] }[];
}

/** Value 2: kernels in order, over buffers that have a space but no address yet. */
export interface Program {
  readonly name: string;
  readonly variables: readonly { readonly variable: Variable; readonly buffer: Buffer }[];
  readonly entries: readonly ProgramEntry[];
}
