import { describe, expect, test } from 'vitest';
import { evaluate, type Op, type Tensor } from '../../src/graph/index.js';
import { flip, mul, neg, table } from '../../src/ops/index.js';
import { derivative, difference, inner, randomLike } from '../support/derivatives.js';
import { draw, nodeOf, operandsOf, randomNumbers } from '../support/samples.js';

// Are the checks of tests/ops.test.ts sharp enough? Every vjp rule is broken on purpose, and each break must be seen.

/** How far the vjp of an op is from the difference quotient, at the worst of its samples. */
function worstFault(op: Op): number {
  const faults = op.samples.map((sample, k) => {
    const random = randomNumbers(k + 1);
    const { node, xs, fed } = nodeOf(op, operandsOf(sample, k + 1), sample.attrs);
    // What is no float, the places of sorted elements, has no derivative.
    const ys = node.results.filter((y) => y.dtype === 'f32');
    const results = evaluate(ys, { values: fed });
    const floats = xs.filter((x) => x.dtype === 'f32');
    const usable = results.every(({ data }) => data.every(Number.isFinite));
    if (floats.length === 0 || ys.length === 0 || !usable) return 0;
    const dys = randomLike(
      ys,
      random,
      fed,
      results.map(({ shape }) => shape),
    );
    const directions = floats.map((x) => draw(fed.get(x)!.shape, random));
    const function_ = { y: inner(ys, dys), xs: floats, fed };
    const expected = difference(function_, directions);
    return Math.abs(derivative(function_, directions) - expected) / (1 + Math.abs(expected));
  });
  return Math.max(...faults);
}

const breaks: Readonly<Record<string, (dx: Tensor) => Tensor | null>> = {
  'wrong sign': neg,
  'dropped term': () => null,
  'wrong factor': (dx) => mul(dx, 1.01),
  'wrong order': (dx) => flip(dx),
};

const broken = (op: Op, at: number, how: (dx: Tensor) => Tensor | null): Op => ({
  ...op,
  vjp: (node) => op.vjp!(node).map((dx, k) => (k === at && dx ? how(dx) : dx)),
});

const flowing = table
  .filter(({ vjp }) => vjp)
  .flatMap((op) => op.operands.map((operand, k) => ({ op, operand, k, name: `${op.name}: ${operand}` })))
  .filter(({ operand }) => !['when', 'indices', 'start'].includes(operand));

describe.each(flowing)('$name', ({ op, k }) => {
  test('as it is, it is right', () => expect(worstFault(op)).toBeLessThan(1e-9));
  test.each(Object.entries(breaks))('%s', (_, how) => expect(worstFault(broken(op, k, how))).toBeGreaterThan(1e-4));
});
