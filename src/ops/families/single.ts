import type { Extent, NdArray, Type } from '../../base/index.js';
import type { Read } from '../../expr/index.js';
import type { Batched, IndexUse, Op, Prefix, Routine, Sample, Scatter, Tensor } from '../../graph/index.js';

/** A tuple with one T for each operand name. */
export type Each<N extends readonly string[], T> = { readonly [K in keyof N]: T };

/** The attributes of an op that has none. */
export type NoAttrs = Readonly<Record<never, never>>;

/** What a vjp rule sees where the op has one result. */
export interface SingleBackward<N extends readonly string[], A> {
  readonly inputs: Each<N, Tensor>;
  readonly attrs: A;
  readonly y: Tensor;
  readonly dy: Tensor;
}

/** The contract of an op with a fixed number of operands and one result: tuples instead of lists. */
export interface SingleRules<N extends readonly string[], A> {
  readonly name: string;
  readonly called?: string;
  readonly operands: N;
  type(operands: Each<N, Tensor>, attrs: A): Type;
  extents?(operands: Each<N, Tensor>, attrs: A): readonly Extent[];
  ranges?(operands: Each<N, Tensor>, attrs: A): readonly IndexUse[];
  vjp?(node: SingleBackward<N, A>): Each<N, Tensor | null>;
  batch(inputs: Each<N, Batched>, attrs: A): Batched;
  lower?(reads: Each<N, Read>, types: Each<N, Type>, attrs: A): Read | Scatter | Prefix | Routine;
  reference(inputs: Each<N, NdArray>, attrs: A, at: (extent: Extent) => number): NdArray;
  readonly samples: readonly Sample<A>[];
  /** What the node stands for once nothing will be differentiated any more; null for itself. */
  expand?(inputs: Each<N, Tensor>, attrs: A): Tensor | null;
}

/** The op of such rules. The casts from lists to tuples stand here and nowhere else. */
export function single<const N extends readonly string[], A>(rules: SingleRules<N, A>): Op<A> {
  const each = <T>(list: readonly T[]): Each<N, T> => list as unknown as Each<N, T>;
  const list = <T>(tuple: Each<N, T>): readonly T[] => tuple as unknown as readonly T[];
  const { name, called, operands, samples, extents, ranges, vjp, lower, expand } = rules;
  return {
    name,
    ...(called !== undefined && { called }),
    operands,
    samples,
    type: (xs, attrs) => [rules.type(each(xs), attrs)],
    batch: (xs, attrs) => [rules.batch(each(xs), attrs)],
    reference: (xs, attrs, at) => [rules.reference(each(xs), attrs, at)],
    ...(extents && { extents: (xs, attrs) => extents(each(xs), attrs) }),
    ...(ranges && { ranges: (xs, attrs) => ranges(each(xs), attrs) }),
    ...(vjp && {
      vjp: ({ inputs, attrs, ys, dys }) => {
        const [y] = ys;
        const [dy] = dys;
        return y && dy ? list<Tensor | null>(vjp({ inputs: each(inputs), attrs, y, dy })) : inputs.map(() => null);
      },
    }),
    ...(lower && {
      lower: (reads, types, attrs) => {
        const meaning = lower(each(reads), each(types), attrs);
        return typeof meaning === 'function' ? [meaning] : meaning;
      },
    }),
    ...(expand && {
      expand: ({ inputs, attrs }) => {
        const inside = expand(each(inputs), attrs as A);
        return inside && [inside];
      },
    }),
  };
}
