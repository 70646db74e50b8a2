import { describe, expect, test } from 'vitest';
import { gradients, scan, valueAndGrad } from '../../src/autodiff/index.js';
import { shapeAt } from '../../src/base/index.js';
import { draw, randomCond, randomNumbers, randomScan, randomWhile } from '../../src/check/index.js';
import {
  differences,
  input,
  makeGraph,
  verifyGraph,
  type Graph,
  type LoopAttrs,
  type Node,
  type Tensor,
} from '../../src/graph/index.js';
import {
  add,
  bernoulli,
  cast,
  constant,
  gather,
  matmul,
  mul,
  sigmoid,
  slice,
  square,
  sum,
  tanh,
  zeros,
} from '../../src/ops/index.js';
import { passes } from '../../src/passes/index.js';
import { optimized } from '../support/optimized.js';
import { traced } from '../support/run.js';

const [steps, width, units] = [5, 3, 4];
const xs = input('xs', { dtype: 'f32', shape: [steps, 'N', width] });
const kernel = input('kernel', { dtype: 'f32', shape: [width, 4 * units] });
const recurrent = input('recurrent', { dtype: 'f32', shape: [units, 4 * units] });
const bias = input('bias', { dtype: 'f32', shape: [4 * units] });

const loopsIn = (graph: Graph): Node[] => graph.nodes.filter(({ op }) => op.loop);
const bodyOf = ({ attrs }: Node): Graph => (attrs as LoopAttrs).body;
const opsOf = ({ nodes }: Graph): string[] => nodes.map(({ op }) => op.name);
const count = (graph: Graph, name: string): number => opsOf(graph).filter((own) => own === name).length;
const shapesOf = (tensors: readonly Tensor[]): string[] => tensors.map(({ shape }) => shape.join());

interface State {
  readonly h: Tensor;
  readonly c: Tensor;
}

const cell =
  (w: Tensor, u: Tensor, b: Tensor) =>
  ({ h, c }: State, x: Tensor): readonly [State, null] => {
    const z = add(add(matmul(x, w), matmul(h, u)), b);
    const gate = (k: number): Tensor => slice(z, [0, k * units], ['N', (k + 1) * units]);
    const next = add(mul(sigmoid(gate(1)), c), mul(sigmoid(gate(0)), tanh(gate(2))));
    return [{ h: mul(sigmoid(gate(3)), tanh(next)), c: next }, null];
  };

describe('a training step of an LSTM', () => {
  const zero = (): Tensor => zeros(['N', units]);
  const loss = (w: Tensor, u: Tensor, b: Tensor): Tensor =>
    sum(square(scan(cell(w, u, b), { h: zero(), c: zero() }, xs)[0].h));
  const [y, dxs] = valueAndGrad(loss, { argnums: [0, 1, 2] })(kernel, recurrent, bias);
  const says: string[] = [];
  const graph = optimized(makeGraph([xs, kernel, recurrent, bias], [y, ...dxs]), (rule) => says.push(rule));
  const [forward, backward] = loopsIn(graph) as [Node, Node];

  test('is one loop forward and one back', () => {
    expect(loopsIn(graph)).toHaveLength(2);
    expect(loopsIn(graph).map(({ attrs }) => (attrs as LoopAttrs).reverse)).toEqual([false, true]);
    expect(says).toContain('two loops over the same carries = one loop');
  });
  test('one product of all steps comes before it', () => {
    expect(count(bodyOf(forward), 'contract')).toBe(1);
    expect(shapesOf(forward.inputs)).toEqual(['N,4', 'N,4', '5,N,16', '4,16', '16']);
  });
  test('and one of all steps for each gradient comes after it', () => {
    expect(opsOf(bodyOf(backward)).filter((name) => name === 'contract' || name === 'reduceSum')).toEqual(['contract']);
    expect((backward.attrs as LoopAttrs).carries).toBe(2);
    expect(shapesOf(backward.results)).toEqual(['N,4', 'N,4', '5,N,16'].slice(-backward.results.length));
    expect(graph.outputs.slice(1).map(({ node }) => node.op.name)).toEqual(['contract', 'contract', 'reduceSum']);
    for (const { node } of graph.outputs.slice(1, 3))
      expect(node.attrs).toMatchObject({
        sum: [
          [0, 1],
          [0, 1],
        ],
      });
  });
  test('what is kept of a step: the gates, tanh c, and the carries', () => {
    expect(shapesOf(forward.results.slice(2))).toEqual(Array(7).fill('5,N,4'));
    expect(count(bodyOf(backward), 'sigmoid') + count(bodyOf(backward), 'tanh')).toBe(0);
  });
  test('the gradient of the gates is stored side by side', () => {
    expect([count(bodyOf(backward), 'pad'), count(bodyOf(backward), 'concat')]).toEqual([0, 1]);
  });
});

describe('what a loop has once it was looked at', () => {
  const body = (f: (c: Tensor, x: Tensor) => readonly [Tensor, unknown], last = false): Node[] => {
    const [carry, ys] = scan(f, zeros(['N', width]), xs);
    return loopsIn(optimized(makeGraph([xs, kernel, recurrent, bias], [last ? carry : (ys as Tensor)])));
  };
  test('no carry that nobody reads', () => {
    const [loop] = body((c, x) => [add(c, matmul(x, x.shape.length === 2 ? gramOf(x) : x)), mul(x, 2)]);
    expect(loop!.attrs).toMatchObject({ carries: 0, stacked: 1 });
  });
  test('no loop at all where a result is an operand', () => expect(body((c, x) => [add(c, x), x])).toEqual([]));
  test('a carry that keeps its value is none', () => {
    const [loop] = body((c, x) => [c, tanh(mul(x, add(c, 1)))]);
    expect(loop!.attrs).toMatchObject({ carries: 0 });
  });
  test('nothing that depends on constants alone', () => {
    const [loop] = body((c, x) => [tanh(add(c, matmul(x, tanh(slice(recurrent, [0, 0], [width, width]))))), c]);
    expect(opsOf(bodyOf(loop!))).not.toContain('slice');
  });
  test('masks, not the bits that they are made of', () => {
    const { result: nodes } = traced(() =>
      body((c, x) => [tanh(add(c, mul(x, cast(bernoulli(['N', width]), 'f32')))), c], false),
    );
    expect(opsOf(bodyOf(nodes[0]!))).not.toContain('randomBits');
    expect(nodes[0]!.inputs.map(({ dtype }) => dtype)).toContain('bool');
  });
  test('no table of the gradient of another: one scatter for all steps', () => {
    const table = input('table', { dtype: 'f32', shape: [7, width] });
    const tokens = input('tokens', { dtype: 'i32', shape: [steps, 'N'] });
    const f = (t: Tensor): Tensor =>
      sum(scan((c: Tensor, i: Tensor) => [tanh(add(c, gather(t, i))), null] as const, zeros(['N', width]), tokens)[0]);
    const graph = optimized(makeGraph([table, tokens], [gradients(f(table), [table])[0]!]));
    const scatters = graph.nodes.filter(({ op }) => op.name.startsWith('scatter'));
    expect(shapesOf(scatters.flatMap(({ results }) => results))).toEqual(['7,3']);
    for (const loop of loopsIn(graph)) expect(opsOf(bodyOf(loop)).join()).not.toContain('scatter');
  });
});

const gramOf = (x: Tensor): Tensor =>
  matmul(
    mul(
      sum(x),
      constant([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]),
    ),
    constant([
      [1, 2, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]),
  );

test('each pass keeps the meaning of random loops and branches, and of their derivatives', () => {
  const fired = new Set<string>();
  const faults: string[] = [];
  for (let seed = 0; seed < 80; seed++) {
    const random = randomNumbers(seed);
    let graph = randomProgram(seed, random);
    const values = graph.inputs.map((x) => draw(shapeAt(x.shape, 3), random));
    expect(verifyGraph(graph)).toEqual([]);
    for (let round = 0, changed = true; changed; round++) {
      expect(round).toBeLessThan(8);
      changed = false;
      for (const pass of passes) {
        const before = graph;
        graph = pass.run(before, (says) => fired.add(says));
        if (graph === before) continue;
        changed = true;
        const wrong = [...verifyGraph(graph), ...differences(before, graph, { values, n: 3 }, { tolerance: 1e-7 })];
        faults.push(...wrong.map((text) => `${seed}: ${pass.name}: ${text}`));
      }
    }
  }
  expect(faults).toEqual([]);
  expect([...fired].filter((says) => /loop|steps|slice/.test(says)).length).toBeGreaterThan(9);
});

function randomProgram(seed: number, random: () => number): Graph {
  const given = [
    input('x', { dtype: 'f32', shape: [3, 4] }),
    input('y', { dtype: 'f32', shape: [3, 4] }),
    input('n', { dtype: 'f32', shape: ['N', 4] }),
    input('t', { dtype: 'f32', shape: [2, 3, 4] }),
  ];
  const pool: Tensor[] = [...given];
  for (let k = 0; k < 3; k++) {
    const kinds = [randomScan, randomScan, randomCond, randomWhile];
    pool.push(...kinds[Math.floor(random() * kinds.length)]!(pool, random));
  }
  const ys = pool.slice(given.length).slice(-4);
  const total = (terms: readonly Tensor[]): Tensor => terms.map((y) => sum(tanh(y))).reduce((a, b) => add(a, b));
  const dxs = gradients(total(ys), given, { allowUnused: true });
  const second = seed % 3 === 0 ? gradients(total(dxs), given.slice(0, 2), { allowUnused: true }) : [];
  return makeGraph(given, [...ys, ...dxs, ...second]);
}
