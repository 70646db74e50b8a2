import type { NdArray, Type, Extent } from '../base/index.js';
import type { Expr, Read, Running } from '../expr/index.js';
import type { Graph } from './graph.js';
import type { LoopOperand } from './loop.js';
import type { Node, Tensor } from './tensor.js';

/** A tensor under vmap: where its batch axis is, or null if every batch element shares it. */
export interface Batched {
  readonly x: Tensor;
  readonly axis: number | null;
}

/** What a vjp rule sees. `ys` and `dys` by result; a cotangent is null where nothing flows back. */
export interface Backward<A> {
  readonly inputs: readonly Tensor[];
  readonly attrs: A;
  readonly ys: readonly Tensor[];
  readonly dys: readonly (Tensor | null)[];
  /** Which inputs a cotangent is asked for; all where absent. A rule may give more. */
  readonly wanted?: readonly boolean[];
}

/** What a jvp rule sees; a tangent is null where an input does not move. */
export interface Forward<A> {
  readonly inputs: readonly Tensor[];
  readonly attrs: A;
  readonly ys: readonly Tensor[];
  readonly tangents: readonly (Tensor | null)[];
}

/**
 * A store through an index map: for every point of `over`, `value` is combined into the result at `index`.
 * The result starts as `base`; points are taken in row-major order.
 */
export interface Scatter {
  readonly form: 'scatter';
  readonly over: readonly Extent[];
  readonly mode: 'set' | 'add' | 'max';
  /** What the result holds where nothing is stored. */
  readonly base: Read;
  readonly index: (point: readonly Expr[]) => readonly Expr[];
  readonly value: Read;
}

/** A running combination along one axis: element k combines the values at 0 … k (or up to k - 1 where exclusive). */
export interface Prefix {
  readonly form: 'prefix';
  /** Of an extent other than 1. */
  readonly axis: number;
  readonly running: Running;
  readonly reverse: boolean;
  readonly exclusive: boolean;
  /** What is combined; behind it, where it is `linear`, the factor of the element before. */
  readonly values: readonly Read[];
}

/** From the least element to the greatest, or the other way round; NaN last, or first. */
export type SortOrder = 'rising' | 'falling' | 'fallingFromNaN';

/** Loops known by name, over whole stored operands; every operand is given a place of its own, as is what they need besides. */
export type Routine = { readonly form: 'routine'; readonly needs: readonly Type[] } & (
  | { readonly routine: 'sort'; readonly order: SortOrder }
  | { readonly routine: 'topK'; readonly k: number }
  | { readonly routine: 'searchSorted'; readonly side: 'left' | 'right' }
  | { readonly routine: 'cholesky' }
  | {
      readonly routine: 'triangularSolve';
      readonly lower: boolean;
      readonly transposeA: boolean;
      readonly unitDiagonal: boolean;
    }
);

/**
 * Runs `body` `length` times. Operands: carries, then stacked ones (one slice along axis 0 a time), then constants; so are
 * the body's inputs. The body's outputs: new carries, then one slice of each stacked result.
 */
export interface Loop {
  readonly form: 'loop';
  readonly length: Extent;
  readonly reverse: boolean;
  readonly carries: number;
  readonly stacked: number;
  readonly body: Graph;
}

/** The attributes of a node that is a loop. */
export type LoopAttrs = Omit<Loop, 'form'>;

/** Runs `body` while `test` gives true. Operands: carries, then constants, which are both graphs' inputs. Results: the carries. */
export interface While {
  readonly form: 'while';
  readonly carries: number;
  readonly test: Graph;
  readonly body: Graph;
}

/** One of two graphs over the same operands; the first operand is the condition (bool scalar), which is no input of the bodies. */
export interface Branch extends BranchAttrs {
  readonly form: 'branch';
}

/** The attributes of a node that is a branch. */
export interface BranchAttrs {
  readonly then: Graph;
  readonly otherwise: Graph;
}

/** The meaning of a node as a kernel: a reader for each result, or what no reader can say. */
export type Meaning = readonly Read[] | Scatter | Prefix | Routine | Loop | While | Branch;

/** An operand whose elements are indices: they must lie in 0 <= index < extent, `of` what they choose from. */
export interface IndexUse {
  readonly index: Tensor;
  readonly extent: Extent;
  readonly of: string;
}

/** One valid use of an op, for tests, fuzzers and docs: shapes and attributes; operands are drawn from `domain`. */
export interface Sample<A> {
  readonly shapes: readonly (readonly number[])[];
  readonly attrs: A;
  /** Bounds of each operand's elements, in operand order; [-2, 2] where absent. */
  readonly domain?: readonly (readonly [number, number])[];
  /** Moves values that were drawn to where the op means something: what has to be sorted is, a matrix is well conditioned. */
  readonly within?: (values: readonly NdArray[]) => readonly NdArray[];
  /** dtypes of the operands; f32 where absent. */
  readonly dtypes?: readonly Type['dtype'][];
  /** True at operand values near a kink, a tie or a jump, where differences say nothing about the derivative. */
  readonly avoid?: (values: readonly NdArray[], attrs: A) => boolean;
}

/**
 * The contract of an op: everything that the compiler, the docs and the tests know about it. One object, one file.
 * The compiler asks the node (`node.op.vjp(…)`) and never compares names.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- ops of all kinds meet in Op without an argument
export interface Op<A = any> {
  readonly name: string;
  /** The public function that makes it, where that is called otherwise: what errors say. */
  readonly called?: string;
  /** The operands' names in errors, docs and printed kernels; of a variadic op, the last one stands for all that follow. */
  readonly operands: readonly string[];
  /** Checks the operands and gives the results' types. */
  type(operands: readonly Tensor[], attrs: A): readonly Type[];
  /** Extents without which the op means nothing, besides those of its results: none may be negative for any N that runs. */
  extents?(operands: readonly Tensor[], attrs: A): readonly Extent[];
  /** Which operands are indices: checked before anything runs where they are an input; the op clamps all others. */
  ranges?(operands: readonly Tensor[], attrs: A): readonly IndexUse[];
  /** Cotangents of the inputs, written with ops; null for none. Absent: no derivative flows through (integers, steps). */
  vjp?(node: Backward<A>): readonly (Tensor | null)[];
  /** Tangents of the results; absent where vjp applied twice serves as well. */
  jvp?(node: Forward<A>): readonly (Tensor | null)[];
  /** The op over operands of which some have one more axis. At least one has. */
  batch(inputs: readonly Batched[], attrs: A): readonly Batched[];
  /** Readers of the operands to the meaning of the results. Absent for leaves and for ops that a pass expands. */
  lower?(reads: readonly Read[], types: readonly Type[], attrs: A): Meaning;
  /** The definition in float64, written without `lower`: the two meanings check each other. */
  reference(inputs: readonly NdArray[], attrs: A, at: (extent: Extent) => number): readonly NdArray[];
  readonly samples: readonly Sample<A>[];
  /** Sub-graphs, for ops that have some; passes recurse through `bodies` and `withBodies` without knowing the op. */
  bodies?(attrs: A): readonly Graph[];
  withBodies?(attrs: A, bodies: readonly Graph[]): A;
  /** The operands that are the same whenever a body runs, whole or a slice a time, with the bodies' inputs that stand for them. */
  handsIn?(operands: readonly Tensor[], attrs: A): readonly LoopOperand[];
  /** That the attributes are those of a `Loop`: passes may move work into and out of it, and change its operands and results. */
  readonly loop?: true;
  /** That the attributes are those of a `Branch`: passes may leave one of both ways. */
  readonly branch?: true;
  /** What the node stands for once nothing will be differentiated any more; absent or null: itself. */
  expand?(node: Node): readonly Tensor[] | null;
  /** Seen by nothing: never shared, folded or matched by a rule (`barrier`). */
  readonly opaque?: true;
  /** The name of a leaf or a tapped tensor. */
  label?(attrs: A): string | undefined;
}
