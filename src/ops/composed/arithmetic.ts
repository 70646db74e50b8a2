import { optionsOf } from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { ceil } from '../ceil.js';
import { div } from '../div.js';
import { equal } from '../equal.js';
import { broadcastTogether } from '../families/broadcasting.js';
import { floatOf, numberOf } from '../families/floats.js';
import { sameDtype, tensorOf, type Operand } from '../families/operand.js';
import { floor } from '../floor.js';
import { less } from '../less.js';
import { mul } from '../mul.js';
import { not } from '../not.js';
import { select } from '../select.js';

/** x · x. */
export function square(x: Operand): Tensor {
  const tensor = numberOf(x, 'square');
  return mul(tensor, tensor);
}

/** 1 / x. */
export function reciprocal(x: Operand): Tensor {
  return div(1, floatOf(x, 'reciprocal'));
}

/** Towards zero, to an integer. No derivative flows through it. */
export function trunc(x: Operand): Tensor {
  const tensor = tensorOf(x, 'trunc');
  return select(less(tensor, 0), ceil(tensor), floor(tensor));
}

/** x, no lower than `min` and no higher than `max`; NaN stays. Its derivative at either edge is 1. */
export function clip(x: Operand, min: Operand, max: Operand): Tensor {
  const [value, low, high] = broadcastTogether('clip', sameDtype('clip', [x, min, max])) as [Tensor, Tensor, Tensor];
  return select(less(value, low), low, select(less(high, value), high, value));
}

/** Whether each element is NaN. */
export function isNaN(x: Operand): Tensor {
  const tensor = tensorOf(x, 'isNaN');
  return not(equal(tensor, tensor));
}

export interface NanToNumOptions {
  readonly nan?: number;
  readonly positiveInfinity?: number;
  readonly negativeInfinity?: number;
}

const greatestFloat = 3.4028234663852886e38;

/** x with NaN and infinities replaced by numbers: 0 and the ends of f32, unless others are given. */
export function nanToNum(x: Operand, options: NanToNumOptions = {}): Tensor {
  const { nan, positiveInfinity, negativeInfinity } = optionsOf('nanToNum', options, {
    nan: 0,
    positiveInfinity: greatestFloat,
    negativeInfinity: -greatestFloat,
  });
  const tensor = tensorOf(x, 'nanToNum');
  const above = select(equal(tensor, Infinity), positiveInfinity, tensor);
  const below = select(equal(tensor, -Infinity), negativeInfinity, above);
  return select(isNaN(tensor), nan, below);
}
