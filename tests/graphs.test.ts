import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeGraph, nameOf, printGraph } from '../src/graph/index.js';
import { condOp, gradients, scanOp, whileOp } from '../src/autodiff/index.js';
import { add, mul, sum, table, tanh } from '../src/ops/index.js';
import { check } from '../src/check/fault.js';
import { prepare } from '../src/check/prepare.js';
import { opsIn, randomWholes, type RandomWhole } from './support/randomWholes.js';
import { faultsAfterPasses, faultsOf, runners } from './support/runners.js';

// Random whole programs over the table of ops: every stage keeps their meaning. A failure prints its seed and its smallest graph.

const batchSizes = fc.constantFrom(1, 2, 3, 5, 17);

const textOf = ({ xs, ys, updates = new Map() }: RandomWhole): string =>
  printGraph(makeGraph(xs, [...ys, ...updates.values()]));

/** Errors with the graph that they came from. */
function about(whole: RandomWhole, f: () => void): void {
  try {
    f();
  } catch (error) {
    const { message, actual } = error as Error & { readonly actual?: unknown };
    throw new Error(`${message}\n${JSON.stringify(actual ?? '')}\n${textOf(whole)}`, { cause: error });
  }
}

test('the programs use the whole table', () => {
  const used = new Set(fc.sample(randomWholes(), { numRuns: 400, seed: 1 }).flatMap(opsIn));
  expect([...table, condOp, scanOp, whileOp].filter((op) => !used.has(op)).map(({ name }) => name)).toEqual([]);
});

describe.each(Object.entries(runners))('%s', (_, runner) => {
  test('a program gives what the reference gives', () => {
    fc.assert(
      fc.property(randomWholes(), batchSizes, (whole, n) => {
        about(whole, () => expect(faultsOf(whole, runner(whole), whole.values(n), n)).toEqual([]));
      }),
      { numRuns: 250 },
    );
  });

  test('after all passes it still does', () => {
    fc.assert(
      fc.property(randomWholes(), batchSizes, (whole, n) => {
        about(whole, () => expect(faultsAfterPasses(whole, runner, whole.values(n), n)).toEqual([]));
      }),
      { numRuns: 250 },
    );
  });
});

/** A program's real results as one number, its inputs that are real, and its gradients, which may be zeros. */
function derived({ xs, ys }: RandomWhole) {
  const floats = xs.filter(({ dtype }) => dtype === 'f32');
  const terms = ys.filter(({ dtype }) => dtype === 'f32').map((y) => sum(tanh(y)));
  const loss = terms.reduce((a, b) => add(a, b), sum(mul(floats[0]!, floats[0]!)));
  return { floats, loss, dxs: gradients(loss, floats, { allowUnused: true }) };
}

describe('gradients', () => {
  test('agree with differences, in both modes and both orders', () => {
    const kinks = { met: 0, all: 0 };
    fc.assert(
      fc.property(randomWholes(8), fc.constantFrom(1, 2, 3), fc.nat(), (whole, n, seed) => {
        about(whole, () => {
          const { floats, loss } = derived(whole);
          const point = { values: whole.values(n), n };
          const outcome = check(prepare({ xs: floats, ys: [loss] }), point, seed, { rtol: 1e-6, atol: 1e-6 });
          kinks.all++;
          if (outcome.kind === 'kink') kinks.met++;
          if (outcome.kind === 'wrong') {
            const { kind, x, element, expected, found } = outcome.fault();
            throw new Error(`the ${kind} at ${nameOf(x)}[${element}] is ${found}, and differences say ${expected}`);
          }
        });
      }),
      { numRuns: 100 },
    );
    expect(kinks.met / kinks.all).toBeLessThan(0.2);
  });

  test.each(Object.entries(runners))('as %s are those of the reference', (_, runner) => {
    fc.assert(
      fc.property(randomWholes(8), batchSizes, (whole, n) => {
        about(whole, () => {
          const { loss, dxs } = derived(whole);
          const both = { xs: whole.xs, ys: [loss, ...dxs] };
          expect(faultsAfterPasses(both, runner, whole.values(n), n)).toEqual([]);
        });
      }),
      { numRuns: 100 },
    );
  });
});
