import { unreachable } from '../base/index.js';
import { e, type Axis, type Expr, type Read } from '../expr/index.js';
import type { Branch, Loop, Meaning, Node, Prefix, Routine, Scatter, Tensor, While } from '../graph/index.js';
import { pointOf } from './point.js';

/** A store through an index map at every point of its axes, over the base. */
export interface ScatterMeaning {
  readonly form: 'scatter';
  /** What the result starts as, at every point of it. */
  readonly base: { readonly index: readonly Expr[]; readonly axes: readonly Axis[]; readonly value: Expr };
  readonly axes: readonly Axis[];
  readonly mode: Scatter['mode'];
  readonly index: readonly Expr[];
  readonly value: Expr;
}

/** A running combination of `values` over `axes`, which are the result's, along one of them. */
export interface PrefixMeaning extends Omit<Prefix, 'axis' | 'values'> {
  readonly axes: readonly Axis[];
  readonly along: Axis;
  /** Where in the result a point of `axes` is: an axis each, or 0 where the extent is 1. */
  readonly index: readonly Expr[];
  readonly values: readonly Expr[];
}

/** What reads and writes whole tensors, each in a place of its own. */
export type OverWholes = Routine & { readonly operands: readonly Tensor[] };

/** What runs graphs of its own over tensors in their places. */
export type Nested = (Loop | While | Branch) & {
  readonly operands: readonly Tensor[];
  /** By position, how an operand is read that is moved elements of others, and needs no place. */
  readonly through: ReadonlyMap<number, Read>;
};

/** A computation that is no pure function of an element's place. */
export type Alone = ScatterMeaning | PrefixMeaning | OverWholes | Nested;

/** `inline` gives how a tensor is read that has no place. */
export function aloneOf(
  node: Pick<Node, 'inputs' | 'results'>,
  meaning: Exclude<Meaning, readonly Read[]>,
  inline: (tensor: Tensor) => Read | undefined,
): Alone {
  switch (meaning.form) {
    case 'scatter': {
      const { form, over, mode, base, index, value } = meaning;
      const axes = over.map(e.axis);
      const point = pointOf(node.results[0]!.shape);
      return { form, axes, mode, base: { ...point, value: base(point.index) }, index: index(axes), value: value(axes) };
    }
    case 'prefix': {
      const { axis, values, ...rest } = meaning;
      const { index, axes } = pointOf(node.results[0]!.shape);
      const along = index[axis]!;
      if (along.kind !== 'axis') return unreachable('a running combination along an axis of 1');
      return { ...rest, axes, along, index, values: values.map((value) => value(index)) };
    }
    case 'routine':
      return { ...meaning, operands: node.inputs };
    case 'loop':
    case 'while':
    case 'branch': {
      const reads = node.inputs.map((x, k) => [k, k < placedIn(meaning) ? undefined : inline(x)] as const);
      const through = new Map(reads.flatMap(([k, read]) => (read ? [[k, read] as const] : [])));
      return { ...meaning, operands: node.inputs, through };
    }
  }
}

/** How many of the operands, from the first on, are what a loop begins with. */
export const carriesOf = (meaning: Exclude<Meaning, readonly Read[]>): number =>
  meaning.form === 'loop' || meaning.form === 'while' ? meaning.carries : 0;

/** How many of the operands, from the first on, need a place: what changes from one iteration to the next. */
function placedIn(meaning: Loop | While | Branch): number {
  if (meaning.form === 'branch') return 1;
  return meaning.carries + (meaning.form === 'loop' ? meaning.stacked : 0);
}

export const isNested = (alone: Alone | null): alone is Nested => alone !== null && 'through' in alone;

/** The operands that need a place. */
export function placedOperands(alone: Alone): readonly Tensor[] {
  if (!('operands' in alone)) return [];
  return isNested(alone) ? alone.operands.filter((_, k) => !alone.through.has(k)) : alone.operands;
}

/** The expressions that a computation evaluates. */
export function rootsOf({
  alone,
  made,
}: {
  readonly alone: Alone | null;
  readonly made: readonly { readonly value: Expr }[];
}): readonly Expr[] {
  if (!alone) return made.map(({ value }) => value);
  if (alone.form === 'scatter') return [alone.base.value, ...alone.index, alone.value];
  if (isNested(alone)) return [...alone.through].map(([k, read]) => read(alone.operands[k]!.shape.map(e.axis)));
  return alone.form === 'prefix' ? alone.values : [];
}
