import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { e, inOrder, type Read } from '../../src/expr/index.js';
import { gradients } from '../../src/autodiff/index.js';
import { applyNode, evaluate, input, makeGraph, topological, type Node, type Tensor } from '../../src/graph/index.js';
import { applicationsOf, operandsOf, sampleApplications, type Application } from '../../src/check/index.js';
import {
  avgPool,
  convolve,
  convolveOp,
  maxPool,
  mul,
  padOp,
  sum,
  windowArgMaxOp,
  windowMaxOp,
  windowSumOp,
} from '../../src/ops/index.js';
import { optimized } from '../support/optimized.js';
import { far } from '../support/ndarrays.js';
import { faultsAfterPasses, runners } from '../support/runners.js';

// What a window stands for once nothing is differentiated any more: every read is inside, and it means the same.

const ops = [convolveOp, windowArgMaxOp, windowMaxOp, windowSumOp];
const samples = ops.flatMap((op) =>
  sampleApplications(op).map((application, k) => ({ name: `${op.name} ${k}`, application, k })),
);

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
  const [read] = node.op.lower!(reads, node.inputs, node.attrs) as readonly Read[];
  return inOrder([read!(node.results[0]!.shape.map(e.axis))]).some(({ kind }) => kind === 'select');
}

function expectDense(application: Application, n: number, seed: number): void {
  const { xs, ys } = setting(application);
  const after = optimized(makeGraph(xs, ys));
  const left = topological(after.outputs).filter(({ op }) => ops.includes(op));
  expect(left.filter(isGuarded)).toEqual([]);
  expect(left.filter(({ op, ...node }) => op.expand!({ op, ...node }) !== null)).toEqual([]);
  const values = fc.sample(operandsOf(application, n), { numRuns: 1, seed })[0]!;
  const [expected] = evaluate(ys, { values: new Map(xs.map((x, k) => [x, values[k]!])), n });
  const [found] = evaluate(after.outputs, { values: new Map(after.inputs.map((x, k) => [x, values[k]!])), n });
  expect(far(found!, expected!)).toBeLessThan(1e-11);
}

describe('after all passes a window reads nothing beside its operand, and means the same', () => {
  test.each(samples)('$name', ({ application, k }) => expectDense(application, 1, k));

  test.each(ops)('$name at random', (op) => {
    const uses = applicationsOf(op, { batch: true });
    fc.assert(fc.property(uses, fc.constantFrom(1, 2, 5), fc.nat(), expectDense), { numRuns: 300 });
  });
});

describe.each(Object.entries(runners))('after all passes, on %s', (_, runner) => {
  test.each(ops)('$name at random', (op) => {
    const uses = applicationsOf(op, { batch: true }).chain((use) =>
      fc.constantFrom(1, 3, 7).chain((n) => operandsOf(use, n).map((values) => ({ use, n, values }))),
    );
    fc.assert(
      fc.property(uses, ({ use, n, values }) => {
        const { xs, ys } = setting(use);
        const fed = new Map(xs.map((x, k) => [x, values[k]!]));
        expect(faultsAfterPasses({ xs, ys }, runner, fed, n)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('what is no window becomes what it is', () => {
  const x = input('x', { dtype: 'f32', shape: ['N', 6, 6, 4] });
  const opsOf = (...ys: Tensor[]): string[] => {
    const inputs = topological(ys)
      .filter(({ op }) => op.label)
      .flatMap(({ results }) => results);
    return optimized(makeGraph(inputs, ys)).nodes.map(({ op }) => op.name);
  };
  const kernel = (...shape: number[]): Tensor => input('kernel', { dtype: 'f32', shape });
  const loss = (y: Tensor): Tensor => sum(mul(y, y));

  test('a convolution by one element is a product of matrices, and so are its gradients', () => {
    const k = kernel(1, 1, 4, 3);
    expect(opsOf(...gradients(loss(convolve(x, k)), [x, k])).filter((name) => name === 'convolve')).toEqual([]);
  });

  test('one over the whole of its operand is one, too', () => {
    const k = kernel(6, 6, 4, 3);
    expect(opsOf(convolve(x, k))).toContain('contract');
    expect(opsOf(convolve(x, k))).not.toContain('convolve');
  });

  test('with as many groups as channels no kernel is filled with zeros', () => {
    expect(opsOf(convolve(x, kernel(3, 3, 1, 4), { groups: 4 }))).toEqual([
      'reshape',
      'reshape',
      'convolve',
      'reshape',
    ]);
  });

  test('the zeros around an operand are stored once for the convolution and for the gradient of its kernel', () => {
    const k = kernel(3, 3, 4, 2);
    const y = convolve(x, k, { padding: 'same' });
    expect(opsOf(y, ...gradients(loss(y), [k])).filter((name) => name === padOp.name)).toHaveLength(1);
  });

  test('the gradient of windows that lie apart has no scatter, the gradient of their mean no sum', () => {
    expect(opsOf(...gradients(loss(maxPool(x, { window: 2 })), [x]))).not.toContain('scatterAdd');
    expect(opsOf(...gradients(loss(maxPool(x, { window: 3, strides: 2 })), [x]))).toContain('scatterAdd');
    const mean = avgPool(x, { window: 2 });
    expect(opsOf(mean, ...gradients(loss(mean), [x])).filter((name) => name === 'windowSum')).toHaveLength(1);
  });
});
