import { add, div, exp, expm1, mul, neg, sigmoid, softplus, sub, tanh } from '../ops/index.js';
import { isNegationOf } from './known.js';
import { p, type Pattern } from './pattern.js';
import { rule, type Rule } from './rule.js';

/** exp and what is written with it: expm1, sigmoid, tanh, softplus. */
export const exponentials: readonly Rule[] = [
  rule(
    'exp(x) - 1 = expm1(x)',
    ['x'],
    ({ x }) => p.sub(p.exp(x), 1),
    ({ x }) => expm1(x),
  ),
  rule(
    '1 - exp(x) = -expm1(x)',
    ['x'],
    ({ x }) => p.sub(1, p.exp(x)),
    ({ x }) => neg(expm1(x)),
  ),
  rule(
    'exp(x) + (-1) = expm1(x)',
    ['x'],
    ({ x }) => p.add(p.exp(x), -1),
    ({ x }) => expm1(x),
  ),
  rule(
    'exp(x) / exp(y) = exp(x - y)',
    ['x', 'y'],
    ({ x, y }) => p.div(p.exp(x), p.exp(y)),
    ({ x, y }) => exp(sub(x, y)),
  ),
  rule(
    'exp(x) exp(y) = exp(x + y)',
    ['x', 'y'],
    ({ x, y }) => p.mul(p.exp(x), p.exp(y)),
    ({ x, y }) => exp(add(x, y)),
  ),
  rule(
    '1 / exp(x) = exp(-x)',
    ['x'],
    ({ x }) => p.div(1, p.exp(x)),
    ({ x }) => exp(neg(x)),
  ),

  rule(
    'a / (1 + exp(x)) = a sigmoid(-x)',
    ['a', 'x'],
    ({ a, x }) => p.div(a, p.add(1, p.exp(x))),
    ({ a, x }) => mul(a, sigmoid(neg(x))),
  ),
  rule(
    'a / (1 + exp(x))² = a / (1 + exp(x)) sigmoid(-x)',
    ['a', 'd', 'x'],
    ({ a, d, x }) => p.div(a, p.mul(d.is(p.add(1, p.exp(x))), d)),
    ({ a, d, x }) => mul(div(a, d), sigmoid(neg(x))),
    { example: ({ a, x }) => div(a, mul(add(1, exp(x)), add(1, exp(x)))) },
  ),
  rule(
    'exp(x) sigmoid(-x) = sigmoid(x)',
    ['x', 'y'],
    ({ x, y }) => p.mul(p.exp(x), p.sigmoid(y)),
    ({ x }) => sigmoid(x),
    {
      where: ({ x, y }) => isNegationOf(x, y),
      example: ({ x }) => mul(exp(x), sigmoid(neg(x))),
    },
  ),
  rule(
    '1 - sigmoid(x) = sigmoid(-x)',
    ['x'],
    ({ x }) => p.sub(1, p.sigmoid(x)),
    ({ x }) => sigmoid(neg(x)),
  ),

  rule(
    'expm1(x) sigmoid(-x) = tanh(x / 2)',
    ['x', 'y'],
    ({ x, y }) => p.mul(p.expm1(x), p.sigmoid(y)),
    ({ x }) => tanh(mul(x, 0.5)),
    { where: ({ x, y }) => isNegationOf(x, y), example: ({ x }) => mul(expm1(x), sigmoid(neg(x))) },
  ),
  rule(
    '(exp(x) - exp(-x)) / (exp(x) + exp(-x)) = tanh(x)',
    ['e', 'f', 'x', 'y'],
    ({ e, f, x, y }) => p.div(p.sub(e.is(p.exp(x)), f.is(p.exp(y))), p.add(e, f)),
    ({ x }) => tanh(x),
    {
      where: ({ x, y }) => isNegationOf(x, y),
      example: ({ x }) => div(sub(exp(x), exp(neg(x))), add(exp(x), exp(neg(x)))),
    },
  ),

  // The form of the cross-entropy on logits that is stable in value; at 0 its parts have kinks that only together vanish.
  ...[
    { spelling: 'relu(x)', relu: (x: Pattern) => p.select(p.lessEqual(x, 0), 0, x) },
    { spelling: 'max(x, 0)', relu: (x: Pattern) => p.maximum(x, 0) },
  ].flatMap(({ spelling, relu }) => [
    rule(
      `${spelling} + softplus(-|x|) = softplus(x)`,
      ['x'],
      ({ x }) => p.add(relu(x), p.softplus(p.neg(p.abs(x)))),
      ({ x }) => softplus(x),
    ),
    rule(
      `${spelling} - z + softplus(-|x|) = softplus(x) - z`,
      ['x', 'z'],
      ({ x, z }) => p.add(p.sub(relu(x), z), p.softplus(p.neg(p.abs(x)))),
      ({ x, z }) => sub(softplus(x), z),
    ),
  ]),
];
