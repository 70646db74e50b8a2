import { describe, expect, test } from 'vitest';
import { shapeAt, type DType, type Extent, type NdArray } from '../../src/base/index.js';
import { draw, randomNumbers } from '../../src/check/index.js';
import { input, type Tensor } from '../../src/graph/index.js';
import { faultsAfterPasses, faultsOf, runners } from '../support/runners.js';
import { loops } from './scenarios/loops.js';
import { moves } from './scenarios/moves.js';
import { orders } from './scenarios/orders.js';
import { places } from './scenarios/places.js';
import { products } from './scenarios/products.js';
import { rows } from './scenarios/rows.js';
import type { Scenario } from './scenarios/scenario.js';
import { updates } from './scenarios/updates.js';

// Ops as models combine them: what fusion joins, tiles cut and updates overwrite must not change what comes out.

/** The scenario's graph, with a way to draw values of its inputs for any N. */
function build(make: Scenario[1]) {
  const drawn: { x: Tensor; domain: readonly [number, number] }[] = [];
  const leaf = (dtype: DType, domain: readonly [number, number], shape: readonly Extent[]): Tensor => {
    const x = input(`x${drawn.length}`, { dtype, shape });
    drawn.push({ x, domain });
    return x;
  };
  const { ys, updates: pairs = [] } = make({
    f32: (...shape) => leaf('f32', [-2, 2], shape),
    i32: (range, ...shape) => leaf('i32', range, shape),
    u32: (...shape) => leaf('u32', [0, 4294967295], shape),
    bool: (...shape) => leaf('bool', [0, 1], shape),
  });
  const values = (n: number): Map<Tensor, NdArray> => {
    const random = randomNumbers(n + 1);
    return new Map(drawn.map(({ x, domain }) => [x, draw(shapeAt(x.shape, n), random, x.dtype, domain)]));
  };
  return { whole: { xs: drawn.map(({ x }) => x), ys, updates: new Map(pairs) }, values };
}

const groups = { rows, products, moves, places, updates, loops, orders };

describe.each(Object.entries(runners))('%s', (_, runner) => {
  describe.each(Object.entries(groups))('%s', (__, scenarios) => {
    test.each(scenarios)('%s', (___, make) => {
      const { whole, values } = build(make);
      const run = runner(whole);
      for (const n of [1, 7, 32, 33]) {
        expect(faultsOf(whole, run, values(n), n), `N = ${n}`).toEqual([]);
        expect(faultsAfterPasses(whole, runner, values(n), n), `after passes, N = ${n}`).toEqual([]);
      }
    });
  });
});
