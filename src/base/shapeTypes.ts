// Shapes in the type system: a wrong shape is an error in the editor. A shape is a readonly tuple of extents, each a
// number literal or a text such as 'N'. `number`, `string` and a shape of unknown rank are "not known here": every rule lets
// them through, and tracing the model checks them again in words.
import type { Extent } from './extent.js';
import type { Shape } from './shape.js';

/** A type that no value has; its one key is the message that the user reads. */
export type Fail<M extends string> = { readonly 'shape error': M };

/** Added to an operand's type: nothing where the rule gives a shape, else what refuses it with the rule's message. */
export type Need<R> = R extends Fail<string> ? R : unknown;

/** What a rule gave, where that is a shape; else any shape. */
export type Known<R> = R extends Shape ? R : Shape;

/** The shape of an operand; a plain number is a scalar, of a nested array nothing is known. */
export type ShapeOf<X> = X extends { readonly shape: infer S extends Shape }
  ? S
  : X extends number | boolean
    ? readonly []
    : Shape;

/** The rank itself is unknown. */
export type IsLoose<S extends Shape> = number extends S['length'] ? true : false;

export type ShowShape<S extends Shape> = `[${Joined<S>}]`;
type Joined<S extends Shape> = S extends readonly [infer A extends Extent]
  ? `${A}`
  : S extends readonly [infer A extends Extent, ...infer R extends Shape]
    ? `${A}, ${Joined<R>}`
    : '';

/** Equal, or one of them is not known. */
export type Fits<A extends Extent, B extends Extent> =
  IsWide<A> extends true ? true : IsWide<B> extends true ? true : A extends B ? true : false;
type IsWide<A extends Extent> = number extends A ? true : string extends A ? true : false;
type KnownOf<A extends Extent, B extends Extent> = IsWide<A> extends true ? B : A;

/** The sentence that a matrix product is refused with at build time begins the same. */
export type MatMul<A extends Shape, B extends Shape> = true extends IsLoose<A> | IsLoose<B>
  ? Shape
  : A extends readonly [...infer P extends Shape, infer M extends Extent, infer K extends Extent]
    ? B extends readonly [...infer Q extends Shape, infer K2 extends Extent, infer N extends Extent]
      ? Fits<K, K2> extends true
        ? Stacked<Broadcast<P, Q>, M, N>
        : Fail<`matmul ${ShowShape<A>} x ${ShowShape<B>}: the inner extents ${K} and ${K2} differ`>
      : // A vector on either side loses its axis.
        MatVec<A, B>
    : VecMat<A, B>;
type Stacked<P, M extends Extent, N extends Extent> = P extends Shape ? readonly [...P, M, N] : P;
type MatVec<A extends Shape, B extends Shape> = A extends readonly [...infer P extends Shape, infer K extends Extent]
  ? B extends readonly [infer K2 extends Extent]
    ? Fits<K, K2> extends true
      ? readonly [...P]
      : Fail<`matmul ${ShowShape<A>} x ${ShowShape<B>}: the inner extents ${K} and ${K2} differ`>
    : Fail<`matmul ${ShowShape<A>} x ${ShowShape<B>}: the right operand must have at least 1 axis`>
  : never;
type VecMat<A extends Shape, B extends Shape> = A extends readonly [infer K extends Extent]
  ? B extends readonly [...infer Q extends Shape, infer K2 extends Extent, infer N extends Extent]
    ? Fits<K, K2> extends true
      ? readonly [...Q, N]
      : Fail<`matmul ${ShowShape<A>} x ${ShowShape<B>}: the inner extents ${K} and ${K2} differ`>
    : MatVec<A, B>
  : Fail<`matmul ${ShowShape<A>} x ${ShowShape<B>}: the left operand must have at least 1 axis`>;

/** NumPy's rule: axes from the last, an extent of 1 stretches. */
export type Broadcast<A extends Shape, B extends Shape> = true extends IsLoose<A> | IsLoose<B> ? Shape : Zipped<A, B>;
type Zipped<A extends Shape, B extends Shape, Out extends Shape = readonly []> = A extends readonly [
  ...infer P extends Shape,
  infer X extends Extent,
]
  ? B extends readonly [...infer Q extends Shape, infer Y extends Extent]
    ? X extends 1
      ? Zipped<P, Q, readonly [Y, ...Out]>
      : Y extends 1
        ? Zipped<P, Q, readonly [X, ...Out]>
        : Fits<X, Y> extends true
          ? Zipped<P, Q, readonly [KnownOf<X, Y>, ...Out]>
          : Fail<`broadcast: the extents ${X} and ${Y} differ and neither is 1`>
    : readonly [...A, ...Out]
  : readonly [...B, ...Out];

/** A layer's product with its kernel: the last axis becomes `units`. */
export type Dense<S extends Shape, U extends number> =
  true extends IsLoose<S>
    ? Shape
    : S extends readonly [infer B extends Extent, ...infer R extends Shape, Extent]
      ? readonly [B, ...R, U]
      : Fail<`dense: its input ${ShowShape<S>} must have at least 2 axes, [N, features]`>;

/** A reduction over one axis, or over all where none is given. */
export type Reduce<S extends Shape, Axis, Keep> =
  true extends IsLoose<S>
    ? Axis extends undefined
      ? Keep extends true
        ? Shape
        : readonly []
      : Shape
    : Axis extends undefined
      ? Keep extends true
        ? { readonly [K in keyof S]: 1 }
        : readonly []
      : Axis extends number
        ? Without<S, Axis, Keep>
        : Shape;

/** S less one axis (or with 1 there); an axis that is no literal gives a shape that is not known. */
type Without<S extends Shape, Axis extends number, Keep> = number extends Axis
  ? Shape
  : `${Axis}` extends `-${infer Back extends number}`
    ? DropLast<S, Back, Keep>
    : DropFirst<S, Axis, Keep>;
type DropFirst<S extends Shape, Axis extends number, Keep, Head extends Shape = readonly []> = S extends readonly [
  infer A extends Extent,
  ...infer R extends Shape,
]
  ? Head['length'] extends Axis
    ? readonly [...Head, ...Kept<Keep>, ...R]
    : DropFirst<R, Axis, Keep, readonly [...Head, A]>
  : Fail<`axis ${Axis} of ${ShowShape<Head>}: it has only ${Head['length']} axes`>;
type DropLast<S extends Shape, Back extends number, Keep, Tail extends Shape = readonly []> = S extends readonly [
  ...infer R extends Shape,
  infer A extends Extent,
]
  ? [...Tail, 0]['length'] extends Back
    ? readonly [...R, ...Kept<Keep>, ...Tail]
    : DropLast<R, Back, Keep, readonly [A, ...Tail]>
  : Fail<`axis -${Back} of ${ShowShape<Tail>}: it has only ${Tail['length']} axes`>;
type Kept<Keep> = Keep extends true ? readonly [1] : readonly [];

/** The axes in another order. */
export type Transpose<S extends Shape, P extends readonly number[]> =
  true extends IsLoose<S>
    ? Shape
    : number extends P['length']
      ? Shape
      : P['length'] extends S['length']
        ? { readonly [K in keyof P]: Extract<S[P[K]], Extent> }
        : Fail<`transpose ${ShowShape<S>}: ${P['length']} axes are given, it has ${S['length']}`>;

/** Another shape of as many elements; compared where the batch stays first and the rest is known. */
export type Reshape<S extends Shape, T extends readonly number[] | Shape> =
  true extends IsLoose<T>
    ? Shape
    : true extends IsLoose<S>
      ? Open<T>
      : Sizes<S, T> extends readonly [infer A extends number, infer B extends number]
        ? Fits<A, B> extends true
          ? Open<T>
          : Fail<`reshape ${ShowShape<S>} to ${ShowShape<T>}: ${A} elements cannot become ${B}`>
        : Open<T>;
/** An extent of -1 is computed from the others: not known here. */
type Open<T extends Shape> = { readonly [K in keyof T]: T[K] extends -1 ? number : T[K] };
type Sizes<S extends Shape, T extends Shape> = S extends readonly [infer A extends string, ...infer R extends Shape]
  ? T extends readonly [A, ...infer Q extends Shape]
    ? readonly [Product<R>, Product<Q>]
    : null
  : readonly [Product<S>, Product<T>];

/** The number of elements; `number` where an extent is a text, -1 or not known. */
export type Product<S extends Shape, P extends number = 1> = S extends readonly [infer A, ...infer R extends Shape]
  ? A extends number
    ? `${A}` extends `-${string}`
      ? number
      : Product<R, Multiply<P, A>>
    : number
  : P;

/** Labels and predictions of one shape, or with one more axis of extent 1. */
export type Labels<A extends Shape, B extends Shape> = true extends
  IsLoose<A> | IsLoose<B> | SameExtents<A, B> | SameExtents<readonly [...A, 1], B> | SameExtents<A, readonly [...B, 1]>
  ? B
  : Fail<`labels ${ShowShape<A>} and predictions ${ShowShape<B>} must have one shape`>;
/** Labels and predictions of one shape, with the classes last. */
export type ClassLabels<A extends Shape, B extends Shape> = true extends IsLoose<A> | IsLoose<B> | SameExtents<A, B>
  ? B
  : Fail<`labels ${ShowShape<A>} and predictions ${ShowShape<B>} must have one shape`>;
/** Class numbers of the shape of the predictions less their last axis. */
export type ClassNumbers<A extends Shape, B extends Shape> = true extends IsLoose<A> | IsLoose<B>
  ? B
  : B extends readonly [...infer R extends Shape, Extent]
    ? true extends SameExtents<A, R> | SameExtents<A, readonly [...R, 1]>
      ? B
      : Fail<`class numbers ${ShowShape<A>} of predictions ${ShowShape<B>}: expected ${ShowShape<R>}`>
    : Fail<'predictions must have an axis of classes'>;
type SameExtents<A extends Shape, B extends Shape> = A extends readonly [
  infer X extends Extent,
  ...infer P extends Shape,
]
  ? B extends readonly [infer Y extends Extent, ...infer Q extends Shape]
    ? Fits<X, Y> extends true
      ? SameExtents<P, Q>
      : false
    : false
  : B extends readonly []
    ? true
    : false;

// Decimal arithmetic on digits, the lowest first: products have no limit of a tuple's length.
type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
type Digits<T extends string> = T extends `${infer A extends Digit}${infer R}` ? [...Digits<R>, A] : [];
type Text<T extends readonly number[]> = T extends readonly [infer A extends number, ...infer R extends number[]]
  ? `${Text<R>}${A}`
  : '';
type Parsed<T extends string> = T extends `0${infer R}`
  ? R extends ''
    ? 0
    : Parsed<R>
  : T extends `${infer N extends number}`
    ? N
    : never;
interface Zeros {
  0: [];
  1: [0];
  2: [0, 0];
  3: [0, 0, 0];
  4: [0, 0, 0, 0];
  5: [0, 0, 0, 0, 0];
  6: [0, 0, 0, 0, 0, 0];
  7: [0, 0, 0, 0, 0, 0, 0];
  8: [0, 0, 0, 0, 0, 0, 0, 0];
  9: [0, 0, 0, 0, 0, 0, 0, 0, 0];
}
/** digit + digit + carry, as [carry, digit]. */
type AddDigits<A extends Digit, B extends Digit, C extends 0 | 1> = [
  ...Zeros[A],
  ...Zeros[B],
  ...Zeros[C],
]['length'] extends infer L extends number
  ? `${L}` extends `1${infer R extends Digit}`
    ? [1, R]
    : [0, L]
  : never;
type AddNumbers<A extends Digit[], B extends Digit[], C extends 0 | 1 = 0> = A extends [
  infer X extends Digit,
  ...infer XR extends Digit[],
]
  ? B extends [infer Y extends Digit, ...infer YR extends Digit[]]
    ? AddDigits<X, Y, C> extends [infer K extends 0 | 1, infer R extends Digit]
      ? [R, ...AddNumbers<XR, YR, K>]
      : never
    : AddDigits<X, 0, C> extends [infer K extends 0 | 1, infer R extends Digit]
      ? [R, ...AddNumbers<XR, [], K>]
      : never
  : B extends [infer Y extends Digit, ...infer YR extends Digit[]]
    ? AddDigits<0, Y, C> extends [infer K extends 0 | 1, infer R extends Digit]
      ? [R, ...AddNumbers<[], YR, K>]
      : never
    : C extends 1
      ? [1]
      : [];
type Less = [never, 0, 1, 2, 3, 4, 5, 6, 7, 8];
type TimesDigit<A extends Digit[], K extends Digit, Sum extends Digit[] = []> = K extends 0
  ? Sum
  : K extends 1
    ? AddNumbers<Sum, A>
    : TimesDigit<A, Less[K] & Digit, AddNumbers<Sum, A>>;
type TimesNumber<A extends Digit[], B extends Digit[]> = B extends [infer K extends Digit, ...infer R extends Digit[]]
  ? AddNumbers<TimesDigit<A, K>, [0, ...TimesNumber<A, R>]>
  : [];
export type Multiply<A extends number, B extends number> = number extends A
  ? number
  : number extends B
    ? number
    : A extends 1
      ? B
      : B extends 1
        ? A
        : Parsed<Text<TimesNumber<Digits<`${A}`>, Digits<`${B}`>>>>;

/** A shape rule as a value of types, to be applied later: `out` is computed from `in`, a shape. */
export interface ShapeRule {
  // Not Shape: it would be intersected with the actual shape, and tuples of an intersection are taken apart at random.
  readonly in: unknown;
  readonly out: unknown;
}
export type ApplyRule<F extends ShapeRule, S extends Shape> = (F & { readonly in: S })['out'];

export interface SameShape extends ShapeRule {
  readonly out: this['in'];
}
export interface DenseShape<U extends number> extends ShapeRule {
  readonly out: this['in'] extends infer S extends Shape ? Dense<S, U> : Shape;
}

/** Rules one after the other; the first that fails is the result. */
export interface InTurn<F extends readonly ShapeRule[]> extends ShapeRule {
  readonly out: Folded<F, this['in']>;
}
type Folded<F extends readonly ShapeRule[], S> = S extends Shape
  ? F extends readonly [infer A extends ShapeRule, ...infer R extends readonly ShapeRule[]]
    ? Folded<R, KnownOrFail<ApplyRule<A, S>>>
    : S
  : S;
type KnownOrFail<R> = R extends Fail<string> ? R : Known<R>;
