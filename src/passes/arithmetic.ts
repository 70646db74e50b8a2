import { isInteger } from '../base/index.js';
import { add, div, mul, neg, sqrt, sub } from '../ops/index.js';
import { isSurelyFinite, isTame, scalarOf } from './known.js';
import { p } from './pattern.js';
import { rule, type Rule } from './rule.js';

/*
 * What counts as equal. Rounding may differ in the last place, and the sign of a zero may get lost (x + 0 = x).
 * NaN and infinity are kept: x - x, x / x and 0·x are no constants, for x may be infinite; 0·x is 0 only of integers and
 * where x is surely finite. A rule may give a number where the left side gives NaN, never the other way round.
 */
const isInt = ({ x }: { x: Parameters<typeof scalarOf>[0] }): boolean => isInteger(x.dtype);

export const arithmetic: readonly Rule[] = [
  rule(
    'x + 0 = x',
    ['x'],
    ({ x }) => p.add(x, 0),
    ({ x }) => x,
  ),
  rule(
    'x - 0 = x',
    ['x'],
    ({ x }) => p.sub(x, 0),
    ({ x }) => x,
  ),
  rule(
    '0 - x = -x',
    ['x'],
    ({ x }) => p.sub(0, x),
    ({ x }) => neg(x),
    { where: ({ x }) => x.dtype !== 'u32' },
  ),
  rule(
    '1 x = x',
    ['x'],
    ({ x }) => p.mul(1, x),
    ({ x }) => x,
  ),
  rule(
    'x / 1 = x',
    ['x'],
    ({ x }) => p.div(x, 1),
    ({ x }) => x,
  ),
  rule(
    '-1 x = -x',
    ['x'],
    ({ x }) => p.mul(-1, x),
    ({ x }) => neg(x),
  ),
  rule(
    'x / -1 = -x',
    ['x'],
    ({ x }) => p.div(x, -1),
    ({ x }) => neg(x),
  ),
  rule(
    '0 x = 0 of finite x',
    ['x'],
    ({ x }) => p.mul(0, x),
    () => 0,
    {
      where: ({ x }) => isSurelyFinite(x),
      on: { x: { dtype: 'i32' } },
    },
  ),
  rule(
    'x - x = 0 of integers',
    ['x'],
    ({ x }) => p.sub(x, x),
    () => 0,
    { where: isInt, on: { x: { dtype: 'i32' } } },
  ),

  // Signs go outwards, where they meet each other.
  rule(
    '-(-x) = x',
    ['x'],
    ({ x }) => p.neg(p.neg(x)),
    ({ x }) => x,
  ),
  rule(
    '-(x - y) = y - x',
    ['x', 'y'],
    ({ x, y }) => p.neg(p.sub(x, y)),
    ({ x, y }) => sub(y, x),
  ),
  rule(
    'x + (-y) = x - y',
    ['x', 'y'],
    ({ x, y }) => p.add(x, p.neg(y)),
    ({ x, y }) => sub(x, y),
  ),
  rule(
    'x - (-y) = x + y',
    ['x', 'y'],
    ({ x, y }) => p.sub(x, p.neg(y)),
    ({ x, y }) => add(x, y),
  ),
  rule(
    '(-x) - y = -(x + y)',
    ['x', 'y'],
    ({ x, y }) => p.sub(p.neg(x), y),
    ({ x, y }) => neg(add(x, y)),
  ),
  rule(
    '(-x) y = -(x y)',
    ['x', 'y'],
    ({ x, y }) => p.mul(p.neg(x), y),
    ({ x, y }) => neg(mul(x, y)),
    {
      where: ({ y }) => scalarOf(y) === null,
    },
  ),
  rule(
    '(-x) / y = -(x / y)',
    ['x', 'y'],
    ({ x, y }) => p.div(p.neg(x), y),
    ({ x, y }) => neg(div(x, y)),
  ),
  rule(
    'x / (-y) = -(x / y)',
    ['x', 'y'],
    ({ x, y }) => p.div(x, p.neg(y)),
    ({ x, y }) => neg(div(x, y)),
  ),

  rule(
    'x (1 / y) = x / y',
    ['x', 'y'],
    ({ x, y }) => p.mul(x, p.div(1, y)),
    ({ x, y }) => div(x, y),
    {
      on: { y: { domain: [0.3, 2] } },
    },
  ),

  // Constants meet each other.
  rule(
    '(-x) c = x (-c)',
    ['x', 'c'],
    ({ x, c }) => p.mul(p.neg(x), c),
    ({ x, c }) => mul(x, -scalarOf(c)!),
    {
      where: ({ c }) => scalarOf(c) !== null && c.dtype === 'f32',
      example: ({ x }) => mul(neg(x), 3),
    },
  ),
  rule(
    '-(x c) = x (-c)',
    ['x', 'c'],
    ({ x, c }) => p.neg(p.mul(x, c)),
    ({ x, c }) => mul(x, -scalarOf(c)!),
    {
      where: ({ c }) => scalarOf(c) !== null && c.dtype === 'f32',
      example: ({ x }) => neg(mul(x, 3)),
    },
  ),
  rule(
    '(x c) d = x (c d)',
    ['x', 'c', 'd'],
    ({ x, c, d }) => p.mul(p.mul(x, c), d),
    ({ x, c, d }) => mul(x, mul(c, d)),
    {
      where: ({ x, c, d }) => isTame(scalarOf(c)) && isTame(scalarOf(d)) && scalarOf(x) === null,
      example: ({ x }) => mul(mul(x, 3), 0.7),
    },
  ),

  rule(
    'x^1 = x',
    ['x'],
    ({ x }) => p.pow(x, 1),
    ({ x }) => x,
  ),
  rule(
    'x^2 = x x',
    ['x'],
    ({ x }) => p.pow(x, 2),
    ({ x }) => mul(x, x),
  ),
  rule(
    'x^3 = x x x',
    ['x'],
    ({ x }) => p.pow(x, 3),
    ({ x }) => mul(mul(x, x), x),
  ),
  rule(
    'x^-1 = 1 / x',
    ['x'],
    ({ x }) => p.pow(x, -1),
    ({ x }) => div(1, x),
    { on: { x: { domain: [0.3, 2] } } },
  ),
  rule(
    'x^0 = 1',
    ['x'],
    ({ x }) => p.pow(x, 0),
    () => 1,
  ),
  // At -Infinity, which no square root has, the left side is Infinity and the right one NaN: the one exception above.
  rule(
    'x^0.5 = sqrt x',
    ['x'],
    ({ x }) => p.pow(x, 0.5),
    ({ x }) => sqrt(x),
    { on: { x: { domain: [0.2, 2] } } },
  ),
  rule(
    '|x| |x| = x x',
    ['x'],
    ({ x }) => p.mul(p.abs(x), p.abs(x)),
    ({ x }) => mul(x, x),
  ),
  rule(
    'max(x, x) = x',
    ['x'],
    ({ x }) => p.maximum(x, x),
    ({ x }) => x,
  ),
  rule(
    'min(x, x) = x',
    ['x'],
    ({ x }) => p.minimum(x, x),
    ({ x }) => x,
  ),
];
