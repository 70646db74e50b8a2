import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { e, inOrder, type Read } from '../../src/expr/index.js';
import { applyNode, evaluate, input, makeGraph, topological, type Node, type Tensor } from '../../src/graph/index.js';
import { applicationsOf, operandsOf, sampleApplications, type Application } from '../../src/check/index.js';
import { convolveOp } from '../../src/ops/index.js';
import { optimized } from '../support/optimized.js';
import { far } from '../support/ndarrays.js';
import { faultsAfterPasses, runners } from '../support/runners.js';

// What a convolution stands for once nothing is differentiated any more: every read is inside, and it means the same.

const randomOnes = applicationsOf(convolveOp, { batch: true });
const samples = sampleApplications(convolveOp).map((application, k) => ({ k, application }));

function setting({ op, operands, attrs }: Application): { xs: Tensor[]; ys: readonly Tensor[] } {
  const xs = operands.map((operand, k) => input(`x${k}`, operand));
  return { xs, ys: applyNode(op, xs, attrs).results };
}

/** Whether a node's meaning as a kernel reads an operand only where a condition holds. */
function isGuarded(node: Node): boolean {
  const reads = node.inputs.map((x): Read => {
    const from = { name: 'x', dtype: x.dtype, shape: x.shape };
    return (index) => ({ kind: 'load', dtype: x.dtype, from, index });
  });
  const [read] = convolveOp.lower!(reads, node.inputs, node.attrs) as readonly Read[];
  return inOrder([read!(node.results[0]!.shape.map(e.axis))]).some(({ kind }) => kind === 'select');
}

function expectDense(application: Application, n: number, seed: number): void {
  const { xs, ys } = setting(application);
  const after = optimized(makeGraph(xs, ys));
  const left = topological(after.outputs).filter(({ op }) => op === convolveOp);
  expect(left.filter(isGuarded)).toEqual([]);
  expect(left.filter(({ op, ...node }) => op.expand!({ op, ...node }) !== null)).toEqual([]);
  const values = fc.sample(operandsOf(application, n), { numRuns: 1, seed })[0]!;
  const [expected] = evaluate(ys, { values: new Map(xs.map((x, k) => [x, values[k]!])), n });
  const [found] = evaluate(after.outputs, { values: new Map(after.inputs.map((x, k) => [x, values[k]!])), n });
  expect(far(found!, expected!)).toBeLessThan(1e-11);
}

describe('after all passes a convolution reads nothing beside its operands, and means the same', () => {
  test.each(samples)('sample $k', ({ application, k }) => expectDense(application, 1, k));

  test('random ones', () => {
    fc.assert(fc.property(randomOnes, fc.constantFrom(1, 2, 5), fc.nat(), expectDense), { numRuns: 500 });
  });
});

describe.each(Object.entries(runners))('after all passes, on %s', (_, runner) => {
  test('random ones', () => {
    const uses = randomOnes.chain((use) =>
      fc.constantFrom(1, 3, 7).chain((n) => operandsOf(use, n).map((values) => ({ use, n, values }))),
    );
    fc.assert(
      fc.property(uses, ({ use, n, values }) => {
        const { xs, ys } = setting(use);
        const fed = new Map(xs.map((x, k) => [x, values[k]!]));
        expect(faultsAfterPasses({ xs, ys }, runner, fed, n)).toEqual([]);
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});
