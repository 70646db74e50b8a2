import { badAttribute } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import type { Gradient, Optimizer, StepScalars } from '../model/index.js';
import { add, clip, div, maximum, mul, neg, sqrt, square, sum } from '../ops/index.js';

/** Bounds on gradients, as Keras': at most one of them. */
export interface ClipOptions {
  /** The largest norm of each gradient by itself. */
  readonly clipnorm?: number;
  /** The largest absolute value of each element. */
  readonly clipvalue?: number;
  /** The largest norm of all gradients together. */
  readonly globalClipnorm?: number;
}

/** The bounds' names, for the tables of defaults: none is given. */
export const noClip = { clipnorm: undefined, clipvalue: undefined, globalClipnorm: undefined } as const;

/** Bounds as they stand among an optimizer's options. */
type Bounds = { readonly [K in keyof ClipOptions]-?: number | undefined };

type Clipping = Pick<Optimizer, 'hyperparameters' | 'gradients'>;
type Rule = (all: readonly Gradient[], bound: Tensor) => readonly Tensor[];

const rules: Readonly<Record<keyof ClipOptions, Rule>> = {
  clipnorm: (all, bound) => all.map(({ gradient }) => scaled(gradient, squaredNorm(gradient), bound)),
  clipvalue: (all, bound) => all.map(({ gradient }) => clip(gradient, neg(bound), bound)),
  globalClipnorm: (all, bound) => {
    const total = all.map(({ gradient }) => squaredNorm(gradient)).reduce((a, b) => add(a, b));
    return all.map(({ gradient }) => scaled(gradient, total, bound));
  },
};

/** What an optimizer adds for the bounds that it was given; the bound is a hyperparameter under its own name. */
export function clipping(optimizer: string, options: Bounds): Clipping {
  const given = (Object.keys(rules) as (keyof ClipOptions)[]).filter((name) => options[name] !== undefined);
  const [name] = given;
  if (name === undefined) return { hyperparameters: {} };
  if (given.length > 1) throw badAttribute(optimizer, given.join(' and '), 'given together', 'at most one of them');
  const bound = options[name] ?? 0;
  if (!(bound > 0)) throw badAttribute(optimizer, name, String(bound), 'a number above 0');
  return {
    hyperparameters: { [name]: bound },
    gradients: (all: readonly Gradient[], { hyperparameters }: StepScalars) =>
      all.length === 0 ? [] : rules[name](all, hyperparameters[name]!),
  };
}

const squaredNorm = (x: Tensor): Tensor => sum(square(x));

/** x scaled down to the bound if its norm is above: the factor is bound / max(norm, bound). */
const scaled = (x: Tensor, squared: Tensor, bound: Tensor): Tensor => mul(x, div(bound, maximum(sqrt(squared), bound)));
