import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { mul } from './mul.js';
import { neg } from './neg.js';

/** 1 / (1 + exp(-x)), exact in both tails. */
export const sigmoid: Unary = unary({
  name: 'sigmoid',
  // Not y (1 - y): 1 - y has no digits left where y is near 1.
  vjp: ({ inputs: [x], y, dy }) => [mul(dy, mul(y, sigmoid(neg(x))))],
  lower: (x) => e.sigmoid(x),
  reference: (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
});
