import type { DType, Extent, Source } from '../base/index.js';
import type { ScalarFunction } from '../expr/index.js';

/** How many values a vector register holds in a target that has them; 1 for what is no vector. */
export type Lanes = 1 | 4;

/**
 * A value in a loop nest: registers, loop variables and addresses; no indices in several axes any more. A call, a cast or
 * a select has the lanes of its operands, which all have as many; but one condition may choose between vectors, of which
 * then only one is evaluated.
 */
export type Value =
  | { readonly kind: 'number'; readonly dtype: DType; readonly value: number }
  /** A loop variable, a `let` or a `var`, by name. */
  | { readonly kind: 'name'; readonly dtype: DType; readonly name: string; readonly lanes?: Lanes }
  | { readonly kind: 'extent'; readonly dtype: 'i32'; readonly extent: Extent }
  /** One element, or as many as there are lanes, one after another. */
  | {
      readonly kind: 'load';
      readonly dtype: DType;
      readonly buffer: string;
      readonly at: Value;
      readonly lanes?: Lanes;
      /** Not proved inside its buffer: evaluated only where a condition around it allows. */
      readonly guarded?: true;
    }
  | {
      readonly kind: 'call';
      readonly dtype: DType;
      readonly fn: ScalarFunction;
      readonly args: readonly Value[];
      /**
       * A machine's own operation gives this. Of integers: the result cannot overflow, so nothing has to wrap; of a
       * division also: nothing is negative; of a power: its exponent is finite; of a maximum or minimum of floats: which
       * of two zeros it gives does not matter.
       */
      readonly exact: boolean;
    }
  | { readonly kind: 'cast'; readonly dtype: DType; readonly arg: Value }
  | {
      readonly kind: 'select';
      readonly dtype: DType;
      readonly when: Value;
      readonly then: Value;
      readonly otherwise: Value;
    }
  /** One value in all lanes. */
  | { readonly kind: 'splat'; readonly dtype: DType; readonly arg: Value }
  /** `from` in the first lane, `step` more in each further one; integers only. */
  | { readonly kind: 'ramp'; readonly dtype: DType; readonly from: Value; readonly step: number }
  /** A scalar for each lane. */
  | { readonly kind: 'lanes'; readonly dtype: DType; readonly args: readonly Value[] }
  /** The lanes folded to one value: (first with third) with (second with fourth). */
  | { readonly kind: 'fold'; readonly dtype: DType; readonly fn: ScalarFunction; readonly arg: Value };

/** How the iterations of a loop may run. `parallel` and `vector` ones are independent of each other. */
export type LoopKind = 'sequential' | 'vector' | 'parallel';

/** What a back end prints, about a line each: nothing is left to decide. */
export type Statement =
  | {
      readonly kind: 'loop';
      readonly loop: LoopKind;
      readonly name: string;
      readonly from: Value;
      /** The loop ends before this value. */
      readonly to: Value;
      readonly step: number;
      /** Each thread runs a part of its iterations: whole steps, one part behind the other. */
      readonly shared?: true;
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'let'; readonly name: string; readonly value: Value }
  /** A register that is assigned to again. */
  | { readonly kind: 'var'; readonly name: string; readonly value: Value }
  | { readonly kind: 'assign'; readonly name: string; readonly value: Value }
  | { readonly kind: 'store'; readonly buffer: string; readonly at: Value; readonly value: Value }
  | { readonly kind: 'if'; readonly when: Value; readonly then: readonly Statement[] }
  /** Runs a routine of the nest over memory and numbers, in the order of its parameters. */
  | {
      readonly kind: 'call';
      readonly routine: string;
      readonly memory: readonly string[];
      readonly numbers: readonly Value[];
    };

/** A buffer as one nest sees it: an argument of its function. Calls say which buffer it is. */
export interface Argument {
  /** The name inside the nest; unique there. */
  readonly name: string;
  readonly dtype: DType;
  readonly access: 'read' | 'write' | 'update';
}

/** Memory of one nest that outlives no call: a tile's accumulators, a row's values. Doubles where the target has them. */
export interface Scratch {
  readonly name: string;
  readonly dtype: DType;
  readonly length: Extent;
}

/**
 * A function of loops that nests share: an engine compiles it once for all of them, and early, since it is small.
 * Routines of one name are equal.
 */
export interface Routine {
  readonly name: string;
  /** What it does, for the comment above it. */
  readonly title: string;
  readonly memory: readonly Argument[];
  /** Its i32 parameters. */
  readonly numbers: readonly string[];
  readonly body: readonly Statement[];
}

/** One kernel as explicit loops. */
export interface LoopNest {
  readonly name: string;
  readonly sources: readonly Source[];
  /** What the kernel does, for the comment above it: `dense: matmul, add, relu`. */
  readonly title: string;
  readonly arguments: readonly Argument[];
  readonly scratch: readonly Scratch[];
  readonly routines: readonly Routine[];
  /** Whether the nest needs N. */
  readonly usesN: boolean;
  readonly body: readonly Statement[];
  /** Choices made and why, for `inspect`. */
  readonly reasons: readonly string[];
  /** Loads and stores proved inside their buffers, and those that carry a guard. */
  readonly bounds: { readonly proved: number; readonly guarded: number };
  /** Floating-point operations of one run: a polynomial in N. */
  readonly work: readonly number[];
  /** The samples from which on threads run it together; absent where one thread runs it alone. */
  readonly least?: number;
}
