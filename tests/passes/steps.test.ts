import { describe, expect, test } from 'vitest';
import { apply, evaluate, input, makeGraph, printGraph, type Tensor } from '../../src/graph/index.js';
import { arithmetic } from '../../src/passes/arithmetic.js';
import { folding } from '../../src/passes/fold.js';
import { liftings } from '../../src/passes/lifting.js';
import { simplifications } from '../../src/passes/simplify.js';
import { stabilisations } from '../../src/passes/stabilise.js';
import { rewriting } from '../../src/passes/rewriting.js';
import {
  add,
  barrier,
  broadcastTo,
  constant,
  div,
  exp,
  expandDims,
  full,
  iota,
  less,
  mul,
  reshape,
  reshapeOp,
  sin,
  sub,
  sum,
  where,
} from '../../src/ops/index.js';
import { differences, randomTrial } from '../../src/graph/index.js';
import { optimized } from '../support/optimized.js';
import { randomGraph } from '../support/graphs.js';
import { ndarray, nested, type Written } from '../support/ndarrays.js';
import { randomNumbers } from '../support/samples.js';

const x = input('x', { dtype: 'f32', shape: [3] });
const s = input('s', { dtype: 'f32', shape: [] });
const many = input('many', { dtype: 'f32', shape: ['N', 3] });

/** A graph after all passes as lines without places: `%0 = sin(%x) : f32[3]`. */
const linesOf = (y: Tensor): string[] =>
  printGraph(optimized(makeGraph([x, s, many], [y])))
    .trimEnd()
    .split('\n')
    .slice(3)
    .map((line) => line.replace(/ *\/\/.*/, ''));

const valueAt = (y: Tensor, at: Written): unknown => {
  const graph = optimized(makeGraph([x], [y]));
  return nested(evaluate(graph.outputs, { values: new Map([[graph.inputs[0]!, ndarray(at)]]) })[0]!);
};

describe('constants', () => {
  test('are computed, and stay one scalar whatever their shape', () => {
    expect(linesOf(mul(full(['N', 3], 2), exp(full(['N', 3], 0))))).toEqual([
      '%0 = constant(dtype="f32", shape=[], data=[2]) : f32[]',
      '%1 = broadcast(%0, shape=[N, 3], axes=[]) : f32[N, 3]',
      'return %1',
    ]);
  });
  test('in small tables are computed', () => {
    expect(linesOf(sum(mul(constant([1, 2, 3]), constant([4, 5, 6]))))).toEqual([
      '%0 = constant(dtype="f32", shape=[], data=[32]) : f32[]',
      'return %0',
    ]);
  });
  test('are not rounded to f32: kernels compute in doubles', () => {
    expect(linesOf(mul(x, mul(0.1, 3)))[0]).toContain(`data=[${0.1 * 3}]`);
  });
  test('large tables are made when the program runs', () => {
    const table = broadcastTo(iota([100], { dtype: 'f32' }), [100]);
    expect(linesOf(mul(table, table)).length).toBeGreaterThan(1);
  });
  test('behind a barrier are not looked at', () => {
    expect(linesOf(add(barrier([constant(1)])[0]!, 1))).toHaveLength(4);
  });
});

describe('movement goes outwards', () => {
  test('a broadcast past what is computed of it', () => {
    expect(linesOf(mul(sin(broadcastTo(s, [3])), 2)).map((line) => line.replace(/.*= |\(.*/g, ''))).toEqual([
      'sin',
      'constant',
      'mul',
      'broadcast',
      'return %3',
    ]);
  });
  test('a kept axis on its way to the next broadcast', () => {
    const found = linesOf(sub(many, exp(sum(many, { axis: 1, keepDims: true }))));
    expect(found.filter((line) => line.includes('reshape'))).toEqual([]);
    expect(found).toContain('%2 = broadcast(%1, shape=[N, 3], axes=[0]) : f32[N, 3]');
  });
  test('but not past what has other operands', () => {
    expect(linesOf(add(many, expandDims(s, 0)))).toHaveLength(3);
  });
});

describe('NaN and infinity are what they are', () => {
  test.each<readonly [string, Tensor, Written, Written]>([
    ['0 x is no 0 of an infinite x', mul(0, x), [1, 2, 3], [0, 0, 0]],
    ['x - x', sub(x, x), [1, 2, 3], [0, 0, 0]],
    ['x / x', div(x, x), [1, 2, 3], [1, 1, 1]],
  ])('%s', (_, y, at, finite) => {
    expect(valueAt(y, at)).toEqual(finite);
    expect(valueAt(y, [1, Infinity, NaN])).toEqual([(finite as number[])[0], NaN, NaN]);
  });
  test('what a mask leaves out is not looked at', () => {
    const masked = mul(where(less(0, x), x, 0), div(1, x));
    expect(valueAt(masked, [2, 0, -1])).toEqual([1, 0, 0]);
  });
  test('a mask reaches through a movement', () => {
    const masked = mul(reshape(where(less(0, x), x, 0), [3, 1]), reshape(div(1, x), [3, 1]));
    expect(valueAt(reshape(masked, [3]), [2, 0, -1])).toEqual([1, 0, 0]);
  });
  test('masks in both branches of another', () => {
    const branches = where(less(1, x), where(less(0, x), x, 0), where(less(0, x), 1, 0));
    expect(valueAt(mul(branches, div(1, x)), [2, 0, 0.5])).toEqual([1, 0, 2]);
  });
});

test('the order of rules does not change what a graph means', () => {
  const rules = [...stabilisations, ...simplifications];
  const backwards = rewriting('backwards', [...rules].reverse(), [...liftings].reverse().concat(folding));
  const wrong = Array.from({ length: 150 }, (_, k) => k + 1).flatMap((seed) => {
    const graph = randomGraph(seed);
    const trial = randomTrial(graph, randomNumbers(seed));
    return differences(graph, backwards.run(graph), trial, { tolerance: 1e-7 }).map((text) => `${seed}: ${text}`);
  });
  expect(wrong).toEqual([]);
});

test('a rule that runs in a circle is told by its name', () => {
  const swap = { ...arithmetic[0]!, says: 'swap', right: ({ x: y }: { x?: Tensor }) => add(0, add(y!, 0)) };
  const graph = makeGraph([x], [add(x, 0)]);
  expect(() => rewriting('endless', [swap as never]).run(graph)).toThrow(
    "the rules of 'endless' run in a circle at 'swap'",
  );
});

test('a rule that changes a type is a bug', () => {
  const wrong = { ...arithmetic[0]!, says: 'wrong', right: () => s };
  const graph = makeGraph([x], [add(apply(reshapeOp, [x], { shape: [3] }), 0)]);
  expect(() => rewriting('wrong', [wrong]).run(graph)).toThrow("the rule 'wrong' makes f32[] of f32[3]");
});
