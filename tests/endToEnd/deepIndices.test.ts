import { describe, expect, test } from 'vitest';
import { range } from '../../src/base/index.js';
import { e, interval, type Expr } from '../../src/expr/index.js';
import { input, type Tensor } from '../../src/graph/index.js';
import * as o from '../../src/ops/index.js';
import { ndarray } from '../support/ndarrays.js';
import { compiledJs } from '../support/runJs.js';
import { compiledWasm } from '../support/runWasm.js';
import { faultsAfterPasses } from '../support/runners.js';

// Indices that are computed in so many steps, each of which reads the one before several times: what takes twice as long
// for each step never ends.

const levels = 40;
const wide = 35;

/** A step of the computation of indices, and its number. */
type Level = (y: Tensor, k: number) => Tensor;

const chains: Readonly<Record<string, Level>> = {
  selects: (y, k) => o.where(o.less(y, k), o.add(y, 1), o.sub(y, 2)),
  'smallest and largest': (y) => o.minimum(o.maximum(y, o.sub(3, y)), o.add(y, 40)),
  'bounds that are not known': (y, k) => o.minimum(o.minimum(y, k), o.minimum(o.add(y, 1), 30 + k)),
  clips: (y, k) => o.clip(o.mul(y, y), k, 30 + k),
  'chosen clips': (y, k) => o.where(o.less(y, k), o.minimum(y, 30), o.maximum(y, 2)),
  remainders: (y, k) => o.mod(o.add(o.mul(y, y), k), 31 + k),
  shuffles: (y) => {
    const mixed = o.mod(o.add(y, o.flip(y, { axis: 0 })), wide);
    return o.reshape(o.transpose(o.reshape(mixed, [5, 7]), [1, 0]), [wide]);
  },
  parts: (y) => o.mod(o.slice(o.concat([y, o.add(y, 1)], { axis: 0 }), [1], [wide + 1]), 99),
};

const table = ndarray(range(64).map((k) => Math.sin(k)));
const given = ndarray(
  range(wide).map((k) => ((k * 7) % 50) - 4),
  'i32',
);

describe.each(Object.entries({ js: compiledJs, wasm: compiledWasm }))('on %s', (_, compiled) => {
  test.each(Object.keys(chains))(
    '%s, of what is fed and of what is known',
    (name) => {
      const [x, fed] = [input('x', { dtype: 'f32', shape: [64] }), input('fed', { dtype: 'i32', shape: [wide] })];
      const known = o.iota([wide], { dtype: 'i32' });
      const ys = [fed, known].map((from) => o.gather(x, range(levels).reduce(chains[name]!, from), { axis: 0 }));
      const values = new Map([
        [x, table],
        [fed, given],
      ]);
      expect(faultsAfterPasses({ xs: [x, fed], ys }, compiled, values)).toEqual([]);
    },
    20_000,
  );
});

test('bounds of an expression are found once for all who share it', () => {
  const chosen = (x: Expr): Expr => e.max(e.min(x, e.int(7)), e.select(e.less(x, e.int(3)), x, e.int(2)));
  const deep = range(200).reduce<Expr>(chosen, e.axis(10));
  expect(interval(deep)).toEqual({ low: 0, high: 9 });
});
