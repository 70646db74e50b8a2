import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { condOp, scanOp } from '../../src/autodiff/index.js';
import { elements, shapeAt } from '../../src/base/index.js';
import { applicationsOf, graphs, operandsOf } from '../../src/check/index.js';
import { check } from '../../src/check/fault.js';
import { prepare } from '../../src/check/prepare.js';
import { draw, randomNumbers } from '../../src/check/random.js';
import { applyNode, input, type Tensor } from '../../src/graph/index.js';
import { table } from '../../src/ops/index.js';

// Every op that has a derivative, over random valid shapes, attributes and operands: reverse mode against differences,
// forward mode against reverse mode, second derivatives. The samples of the ops' own files are in tests/ops.test.ts.

const tolerances = { rtol: 1e-7, atol: 1e-9 };
const isFloat = ({ dtype }: Tensor): boolean => dtype === 'f32';

describe('the derivatives of an op', () => {
  test.each([...table, condOp, scanOp].filter(({ vjp }) => vjp).map((op) => [op.name, op] as const))('%s', (_, op) => {
    let checked = 0;
    const uses = applicationsOf(op, { mostRank: 2 }).filter(({ operands }) =>
      operands.every(({ shape }) => elements(shapeAt(shape, 1)) <= 30),
    );
    const cases = uses.chain((use) => fc.tuple(fc.constant(use), operandsOf(use), fc.nat()));
    const right = fc.property(cases, ([{ attrs }, operands, seed]) => {
      const leaves = operands.map((x, k) => input(`x${k}`, x));
      const ys = applyNode(op, leaves, attrs).results.filter(isFloat);
      const xs = leaves.filter(isFloat);
      fc.pre(xs.length > 0 && ys.length > 0);
      const point = { values: new Map(leaves.map((leaf, k) => [leaf, operands[k]!])), n: 1 };
      const outcome = check(prepare({ xs, ys }), point, seed, tolerances);
      if (outcome.kind === 'right') checked++;
      expect(outcome.kind === 'wrong' ? outcome.fault() : null).toBeNull();
    });
    fc.assert(right, { numRuns: 12, seed: 7 });
    expect(checked).toBeGreaterThan(3);
  });
});

test('the derivatives of random whole graphs', () => {
  const counts = { right: 0, kink: 0, wrong: 0 };
  const right = fc.property(graphs({ maxNodes: 12 }), fc.nat(), ({ inputs, outputs }, seed) => {
    const ys = outputs.filter(isFloat);
    if (ys.length === 0) return;
    const random = randomNumbers(seed);
    const values = new Map(inputs.map((x) => [x, draw(shapeAt(x.shape, 3), random)]));
    const outcome = check(prepare({ xs: inputs, ys }), { values, n: 3 }, seed, { rtol: 1e-5, atol: 1e-6 });
    counts[outcome.kind]++;
    expect(outcome.kind === 'wrong' ? outcome.fault() : null).toBeNull();
  });
  fc.assert(right, { numRuns: 60, seed: 3 });
  // The others are not finite, or have a kink wherever they are moved.
  expect(counts.right).toBeGreaterThan(20);
});
