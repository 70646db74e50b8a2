import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyNode, input, makeGraph, type Tensor } from '../src/graph/index.js';
import { table } from '../src/ops/index.js';
import { applicationsOf, sampleApplications, type Application } from '../src/check/index.js';
import { operandsOf } from '../src/check/index.js';
import { faultsOf, runners } from './support/runners.js';

// Every op, alone, through every back end: the generated code against the definition in float64.

/** A node of an application over inputs of its operands' types. */
function setting({ op, operands, attrs }: Application): { xs: Tensor[]; ys: readonly Tensor[] } {
  const xs = operands.map((operand, k) => input(`x${k}`, operand));
  const { results } = applyNode(op, xs, attrs);
  // A leaf's op is a node as well; a checkpoint or the like is what it expands to.
  return { xs, ys: makeGraph(xs, results).outputs };
}

const ops = table.map((op) => ({ name: op.name, op }));
const batchSizes = fc.constantFrom(1, 2, 3, 7);

describe.each(Object.entries(runners))('%s', (_, runner) => {
  test.each(ops)('$name on its samples', ({ op }) => {
    for (const application of sampleApplications(op)) {
      const { xs, ys } = setting(application);
      const run = runner({ xs, ys });
      for (const values of fc.sample(operandsOf(application), { numRuns: 2, seed: 1 })) {
        expect(faultsOf({ xs, ys }, run, new Map(xs.map((x, k) => [x, values[k]!])), 3)).toEqual([]);
      }
    }
  });

  test.each(ops)('$name on random shapes', ({ op }) => {
    const uses = applicationsOf(op, { batch: true }).chain((application) =>
      batchSizes.chain((n) => operandsOf(application, n).map((values) => ({ application, n, values }))),
    );
    fc.assert(
      fc.property(uses, ({ application, n, values }) => {
        const { xs, ys } = setting(application);
        expect(faultsOf({ xs, ys }, runner({ xs, ys }), new Map(xs.map((x, k) => [x, values[k]!])), n)).toEqual([]);
      }),
      { numRuns: 40, seed: 1 },
    );
  });
});
