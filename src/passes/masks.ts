import { add, div, mul, neg, select, sub } from '../ops/index.js';
import { isSurelyFinite, scalarOf } from './known.js';
import { p } from './pattern.js';
import { rule, type Rule } from './rule.js';

/*
 * A mask stays outside of what it masks: 0 times or by what the untaken branch computes (infinity, NaN) would be NaN. So the
 * derivative of `where(x > 0, log(x), 0)` is masked before it is multiplied, at every order.
 */
const isMask = { dtype: 'bool' } as const;
const positive = { domain: [0.3, 2] } as const;

export const masks: readonly Rule[] = [
  rule(
    'select(c, a, 0) b = select(c, a b, 0)',
    ['c', 'a', 'b'],
    ({ c, a, b }) => p.mul(p.select(c, a, 0), b),
    ({ c, a, b }) => select(c, mul(a, b), 0),
    { on: { c: isMask } },
  ),
  rule(
    'select(c, 0, a) b = select(c, 0, a b)',
    ['c', 'a', 'b'],
    ({ c, a, b }) => p.mul(p.select(c, 0, a), b),
    ({ c, a, b }) => select(c, 0, mul(a, b)),
    { on: { c: isMask } },
  ),
  rule(
    'select(c, a, 0) / b = select(c, a / b, 0)',
    ['c', 'a', 'b'],
    ({ c, a, b }) => p.div(p.select(c, a, 0), b),
    ({ c, a, b }) => select(c, div(a, b), 0),
    { on: { c: isMask, b: positive } },
  ),
  rule(
    'select(c, 0, a) / b = select(c, 0, a / b)',
    ['c', 'a', 'b'],
    ({ c, a, b }) => p.div(p.select(c, 0, a), b),
    ({ c, a, b }) => select(c, 0, div(a, b)),
    { on: { c: isMask, b: positive } },
  ),
  rule(
    '-select(c, a, 0) = select(c, -a, 0)',
    ['c', 'a'],
    ({ c, a }) => p.neg(p.select(c, a, 0)),
    ({ c, a }) => select(c, neg(a), 0),
    { on: { c: isMask } },
  ),
  rule(
    '-select(c, 0, a) = select(c, 0, -a)',
    ['c', 'a'],
    ({ c, a }) => p.neg(p.select(c, 0, a)),
    ({ c, a }) => select(c, 0, neg(a)),
    { on: { c: isMask } },
  ),
  rule(
    'select(c, a, 0) + select(c, b, 0) = select(c, a + b, 0)',
    ['c', 'a', 'b'],
    ({ c, a, b }) => p.add(p.select(c, a, 0), p.select(c, b, 0)),
    ({ c, a, b }) => select(c, add(a, b), 0),
    { on: { c: isMask } },
  ),
  rule(
    'select(c, 0, a) + select(c, 0, b) = select(c, 0, a + b)',
    ['c', 'a', 'b'],
    ({ c, a, b }) => p.add(p.select(c, 0, a), p.select(c, 0, b)),
    ({ c, a, b }) => select(c, 0, add(a, b)),
    { on: { c: isMask } },
  ),
  rule(
    'select(c, a, 0) - select(c, b, 0) = select(c, a - b, 0)',
    ['c', 'a', 'b'],
    ({ c, a, b }) => p.sub(p.select(c, a, 0), p.select(c, b, 0)),
    ({ c, a, b }) => select(c, sub(a, b), 0),
    { on: { c: isMask } },
  ),
  // Sums of different masks: each keeps its own.
  rule(
    '(select(c, a, 0) + select(d, b, 0)) z = select(c, a, 0) z + select(d, b, 0) z',
    ['s', 't', 'z', 'c', 'd', 'a', 'b'],
    ({ s, t, z, c, d, a, b }) => p.mul(p.add(s.is(p.select(c, a, 0)), t.is(p.select(d, b, 0))), z),
    ({ s, t, z }) => add(mul(s, z), mul(t, z)),
    {
      where: ({ z }) => !isSurelyFinite(z),
      example: ({ a, b, z, c, d }) => mul(add(select(c, a, 0), select(d, b, 0)), z),
      on: { c: isMask, d: isMask },
    },
  ),
  rule(
    '(select(c, a, 0) + select(d, b, 0)) / z = select(c, a, 0) / z + select(d, b, 0) / z',
    ['s', 't', 'z', 'c', 'd', 'a', 'b'],
    ({ s, t, z, c, d, a, b }) => p.div(p.add(s.is(p.select(c, a, 0)), t.is(p.select(d, b, 0))), z),
    ({ s, t, z }) => add(div(s, z), div(t, z)),
    {
      where: ({ z }) => scalarOf(z) === null,
      example: ({ a, b, z, c, d }) => div(add(select(c, a, 0), select(d, b, 0)), z),
      on: { c: isMask, d: isMask, z: positive },
    },
  ),

  rule(
    'select(true, a, b) = a',
    ['a', 'b'],
    ({ a, b }) => p.select(1, a, b),
    ({ a }) => a,
  ),
  rule(
    'select(false, a, b) = b',
    ['a', 'b'],
    ({ a, b }) => p.select(0, a, b),
    ({ b }) => b,
  ),
  rule(
    'select(c, a, a) = a',
    ['c', 'a'],
    ({ c, a }) => p.select(c, a, a),
    ({ a }) => a,
    { on: { c: isMask } },
  ),
  rule(
    'select(not c, a, b) = select(c, b, a)',
    ['c', 'a', 'b'],
    ({ c, a, b }) => p.select(p.not(c), a, b),
    ({ c, a, b }) => select(c, b, a),
    { on: { c: isMask } },
  ),
  rule(
    'select(c, select(c, a, b), d) = select(c, a, d)',
    ['c', 'a', 'b', 'd'],
    ({ c, a, b, d }) => p.select(c, p.select(c, a, b), d),
    ({ c, a, d }) => select(c, a, d),
    { on: { c: isMask } },
  ),
  rule(
    'select(c, a, select(c, b, d)) = select(c, a, d)',
    ['c', 'a', 'b', 'd'],
    ({ c, a, b, d }) => p.select(c, a, p.select(c, b, d)),
    ({ c, a, d }) => select(c, a, d),
    { on: { c: isMask } },
  ),
  rule(
    'not not c = c',
    ['c'],
    ({ c }) => p.not(p.not(c)),
    ({ c }) => c,
    { on: { c: isMask } },
  ),
  rule(
    'c and c = c',
    ['c'],
    ({ c }) => p.and(c, c),
    ({ c }) => c,
    { on: { c: isMask } },
  ),
  rule(
    'c or c = c',
    ['c'],
    ({ c }) => p.or(c, c),
    ({ c }) => c,
    { on: { c: isMask } },
  ),
  rule(
    'c and true = c',
    ['c'],
    ({ c }) => p.and(c, 1),
    ({ c }) => c,
    { where: ({ c }) => c.dtype === 'bool', on: { c: isMask } },
  ),
  rule(
    'c and false = false',
    ['c'],
    ({ c }) => p.and(c, 0),
    () => 0,
    { on: { c: isMask } },
  ),
  rule(
    'c or false = c',
    ['c'],
    ({ c }) => p.or(c, 0),
    ({ c }) => c,
    { on: { c: isMask } },
  ),
  rule(
    'c or true = true',
    ['c'],
    ({ c }) => p.or(c, 1),
    () => 1,
    { where: ({ c }) => c.dtype === 'bool', on: { c: isMask } },
  ),
];
