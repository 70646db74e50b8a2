import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeGraph, printGraph } from '../src/graph/index.js';
import { table } from '../src/ops/index.js';
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
  expect(table.filter((op) => !used.has(op)).map(({ name }) => name)).toEqual([]);
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
