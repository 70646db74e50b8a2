import { expect, test } from 'vitest';
import {
  differences,
  input,
  makeGraph,
  randomTrial,
  verifyGraph,
  type Graph,
  type Tensor,
} from '../../src/graph/index.js';
import { cotangents } from '../../src/autodiff/reverse.js';
import { exp, log, onesLike, zerosLike } from '../../src/ops/index.js';
import { beforeDifferentiation, passes } from '../../src/passes/index.js';
import { checkpoint } from '../../src/autodiff/index.js';
import { optimized } from '../support/optimized.js';
import { randomGraph } from '../support/graphs.js';
import { randomNumbers } from '../support/samples.js';

const seeds = Array.from({ length: 300 }, (_, k) => k + 1);

/** What a pass changed about a graph's meaning, at random operands. */
function faults(before: Graph, after: Graph, seed: number): string[] {
  const trial = randomTrial(before, randomNumbers(seed));
  return [...verifyGraph(after), ...differences(before, after, trial, { tolerance: 1e-7 })];
}

/** The graph with the gradients of its outputs' sum, by the ops' rules alone. */
function withGradients({ inputs, outputs }: Graph): Graph {
  const dxs = cotangents(
    outputs,
    outputs.map((y) => onesLike(y)),
    inputs,
  );
  return makeGraph(inputs, [...outputs, ...dxs.map((dx, k) => dx ?? zerosLike(inputs[k]!))]);
}

test.each(['expand', 'rewrite'])('%s keeps the meaning of random graphs and of their gradients', (name) => {
  const pass = passes.find((own) => own.name === name)!;
  const wrong = seeds.flatMap((seed) => {
    const graph = withGradients(randomGraph(seed));
    return faults(graph, pass.run(graph), seed).map((text) => `${seed}: ${text}`);
  });
  expect(wrong).toEqual([]);
});

test('what is prepared for differentiation keeps its meaning and its gradients', () => {
  const wrong = seeds.flatMap((seed) => {
    const graph = randomGraph(seed);
    const prepared = beforeDifferentiation(graph);
    return faults(withGradients(graph), optimized(withGradients(prepared)), seed).map((text) => `${seed}: ${text}`);
  });
  expect(wrong).toEqual([]);
});

test('passes come to an end, and find nothing more in what they made', () => {
  for (const seed of seeds) {
    const graph = optimized(withGradients(randomGraph(seed)));
    for (const pass of passes) expect(pass.run(graph)).toBe(graph);
  }
});

test('passes reach into bodies', () => {
  const x = input('x', { dtype: 'f32', shape: [3] });
  const graph = makeGraph([x], [checkpoint((z: Tensor) => log(exp(z)))(x)]);
  const { body } = beforeDifferentiation(graph).nodes[0]!.attrs as { body: Graph };
  expect(body.nodes).toEqual([]);
});

test('each firing is told with its rule and the line of what it replaced', () => {
  const x = input('x', { dtype: 'f32', shape: [3] });
  const told: string[] = [];
  const graph = makeGraph([x], [log(exp(x))]);
  const [line] = graph.nodes.map(({ source }) => source.line);
  passes[1]!.run(graph, (says, { op, source }) => told.push(`${op.name}: ${says} ${source.line - line!}`));
  expect(told).toEqual(['log: log(exp(x)) = x 0']);
});
