import { type DType, type Extent } from '../base/index.js';
import type { ScalarFunction } from './functions.js';
import type { Monoid } from './monoids.js';

/** A loop variable, from 0 to its extent. Two axes are the same if they are the same object; printers name them. */
export interface Axis {
  readonly kind: 'axis';
  readonly dtype: 'i32';
  readonly extent: Extent;
}

/** What a load reads from: an operand of an op, or a buffer of a program. Known by identity. */
export interface Readable {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly Extent[];
}

/**
 * The meaning of one element as a function of indices: what every op lowers to and every back end prints.
 * Pure; a sub-expression that occurs twice is the same value.
 */
export type Expr =
  | { readonly kind: 'constant'; readonly dtype: DType; readonly value: number }
  | Axis
  /** An extent in N, as a number at run time, i32. */
  | { readonly kind: 'extent'; readonly dtype: 'i32'; readonly extent: Extent }
  | {
      readonly kind: 'load';
      readonly dtype: DType;
      readonly from: Readable;
      readonly index: readonly Expr[];
      /** Known not to be proved inside its buffer. */
      readonly guarded?: true;
    }
  | { readonly kind: 'call'; readonly dtype: DType; readonly fn: ScalarFunction; readonly args: readonly Expr[] }
  | { readonly kind: 'cast'; readonly dtype: DType; readonly arg: Expr }
  /** Only the branch taken is evaluated: `when` may guard a load that would lie outside its buffer. */
  | {
      readonly kind: 'select';
      readonly dtype: DType;
      readonly when: Expr;
      readonly then: Expr;
      readonly otherwise: Expr;
    }
  /** Folds `bodies` over all values of `axes`, last axis fastest; `pick` says which of the monoid's accumulators this is. */
  | {
      readonly kind: 'reduce';
      readonly dtype: DType;
      readonly monoid: Monoid;
      readonly axes: readonly Axis[];
      readonly bodies: readonly Expr[];
      readonly pick: number;
    };

/** Reads one element of an operand. Fusing two ops is composing their Reads. */
export type Read = (index: readonly Expr[]) => Expr;
