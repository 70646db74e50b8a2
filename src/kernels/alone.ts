import { e, type Axis, type Expr, type Read } from '../expr/index.js';
import type { Branch, Loop, Meaning, Node, Prefix, Routine, Scatter, Tensor, While } from '../graph/index.js';
import { pointOf } from './point.js';

/** A store through an index map at every point of its axes. */
export interface ScatterMeaning {
  readonly form: 'scatter';
  readonly axes: readonly Axis[];
  readonly mode: Scatter['mode'];
  readonly index: readonly Expr[];
  readonly value: Expr;
}

/** A running combination of `value` over `axes`, which are the result's, along one of them; null where that has extent 1. */
export interface PrefixMeaning extends Omit<Prefix, 'axis' | 'value'> {
  readonly axes: readonly Axis[];
  readonly along: Axis | null;
  readonly value: Expr;
}

/** What reads and writes whole tensors, each in a place of its own. */
export type OverWholes = (Routine | Loop | While | Branch) & { readonly operands: readonly Tensor[] };

/** A computation that is no pure function of an element's place. */
export type Alone = ScatterMeaning | PrefixMeaning | OverWholes;

export function aloneOf(node: Node, meaning: Exclude<Meaning, readonly Read[]>): Alone {
  switch (meaning.form) {
    case 'scatter': {
      const { form, over, mode, index, value } = meaning;
      const axes = over.map(e.axis);
      return { form, axes, mode, index: index(axes), value: value(axes) };
    }
    case 'prefix': {
      const { axis, value, ...rest } = meaning;
      const { index, axes } = pointOf(node.results[0]!.shape);
      const along = index[axis]!;
      return { ...rest, axes, along: along.kind === 'axis' ? along : null, value: value(index) };
    }
    case 'routine':
    case 'loop':
    case 'while':
    case 'branch':
      return { ...meaning, operands: node.inputs };
  }
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
  if (alone.form === 'scatter') return [...alone.index, alone.value];
  return alone.form === 'prefix' ? [alone.value] : [];
}
