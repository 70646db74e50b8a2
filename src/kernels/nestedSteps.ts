import type { Shape } from '../base/index.js';
import { e, inOrder, type Read } from '../expr/index.js';
import { nameOf, type Branch, type Graph, type Loop, type Node, type Tensor, type While } from '../graph/index.js';
import type { Nested } from './alone.js';
import { ownTensor } from './copy.js';
import { copyStep } from './copyStep.js';
import type { Buffer, Iteration, Step } from './kernel.js';
import type { Lowered } from './lower.js';
import type { Region, RegionSteps, Shared } from './regionTypes.js';
import type { Update } from './updates.js';

/** What a loop or a branch finds around it. */
interface Outside {
  readonly tensorOf: Lowered['tensorOf'];
  readonly bufferOf: (tensor: Tensor) => Buffer;
  readonly unique: Shared['unique'];
  /** How many loops are around it. */
  readonly depth: number;
  /** The steps of a region inside it, in so many more loops. */
  readonly inside: (region: Region, loops: number) => RegionSteps;
}

/** A loop, a while or a branch, with what must be done before it. */
export function nestedSteps({ results }: Node, nested: Nested, outside: Outside): readonly Step[] {
  switch (nested.form) {
    case 'loop':
      return loopSteps(results, nested, outside);
    case 'while':
      return whileSteps(results, nested, outside);
    case 'branch':
      return [branchStep(results, nested, outside)];
  }
}

function loopSteps(results: readonly Tensor[], loop: Nested & Loop, outside: Outside): Step[] {
  const { length, reverse, carries, stacked, body, operands } = loop;
  const iteration: Iteration = { name: nameOfCounter(outside.depth), length, reverse };
  const sliceOf = (whole: Tensor, part: Tensor): Buffer => newSlice(outside.bufferOf(whole), iteration, part, outside);
  const places = carryPlaces(results, carries, body, outside);
  operands.slice(carries, carries + stacked).forEach((x, k) => {
    const leaf = body.inputs[carries + k]!;
    places.set(leaf, sliceOf(x, leaf));
  });
  const outputs = body.outputs.map(ownTensor);
  const slices = outputs
    .slice(carries)
    .map((tensor, k): Update => ({ tensor, buffer: sliceOf(results[carries + k]!, tensor), old: null }));
  const updates = [...carryUpdates(outputs, carries, body, places), ...slices];
  const { steps } = regionIn(body, { nested: loop, updates, places, first: 0, loops: 1 }, outside);
  return [...firstValues(results, loop, outside), { kind: 'loop', iteration, body: steps }];
}

function whileSteps(results: readonly Tensor[], loop: Nested & While, outside: Outside): Step[] {
  const { carries, test, body } = loop;
  const places = carryPlaces(results, carries, body, outside);
  const updates = carryUpdates(body.outputs.map(ownTensor), carries, body, places);
  const condition = ownTensor(test.outputs[0]!);
  const tests = { updates: [], wanted: [condition], places: carryPlaces(results, carries, test, outside) };
  const tested = regionIn(test, { nested: loop, ...tests, first: 0, loops: 1 }, outside);
  const { steps } = regionIn(body, { nested: loop, updates, places, first: 0, loops: 1 }, outside);
  return [
    ...firstValues(results, loop, outside),
    { kind: 'while', test: tested.steps, condition: tested.bufferOf(condition), body: steps },
  ];
}

function branchStep(results: readonly Tensor[], branch: Nested & Branch, outside: Outside): Step {
  const buffers = results.map(outside.bufferOf);
  const stepsOf = (graph: Graph): readonly Step[] => {
    const updates = graph.outputs.map((x, k): Update => ({ tensor: ownTensor(x), buffer: buffers[k]!, old: null }));
    return regionIn(graph, { nested: branch, updates, places: new Map(), first: 1, loops: 0 }, outside).steps;
  };
  const condition = outside.bufferOf(branch.operands[0]!);
  return { kind: 'branch', condition, then: stepsOf(branch.then), otherwise: stepsOf(branch.otherwise) };
}

/** One graph of a loop or a branch. */
interface Inner {
  readonly nested: Nested;
  readonly updates: readonly Update[];
  /** Buffers of inputs that are not simply operands. */
  readonly places: ReadonlyMap<Tensor, Buffer>;
  /** The operand that is the graph's first input. */
  readonly first: number;
  /** How many loops are around it that are not around the whole. */
  readonly loops: number;
  /** What is to be made, if not just the updates. */
  readonly wanted?: readonly Tensor[];
}

function regionIn({ inputs }: Graph, inner: Inner, { tensorOf, bufferOf, inside }: Outside): RegionSteps {
  const { nested, updates, first, loops, wanted = updates.map(({ tensor }) => tensor) } = inner;
  const places = new Map(inner.places);
  const through = new Map<Tensor, Read>();
  inputs.forEach((leaf, k) => {
    const operand = nested.operands[first + k]!;
    const read = nested.through.get(first + k);
    if (read) {
      through.set(leaf, read);
      for (const tensor of loadedBy(read, operand.shape).map(tensorOf)) places.set(tensor, bufferOf(tensor));
    } else if (!places.has(leaf)) places.set(leaf, bufferOf(operand));
  });
  return inside({ inputs, wanted, updates, places, around: { through, tensorOf } }, loops);
}

const loadedBy = (read: Read, shape: Shape) =>
  inOrder([read(shape.map(e.axis))]).flatMap((x) => (x.kind === 'load' ? [x.from] : []));

/** The inputs that are carries, in the buffers in which their last values will be found. */
const carryPlaces = (results: readonly Tensor[], carries: number, { inputs }: Graph, { bufferOf }: Outside) =>
  new Map(inputs.slice(0, carries).map((leaf, k) => [leaf, bufferOf(results[k]!)] as const));

/** The carries' new values; one that stays as it is needs none. */
function carryUpdates(
  outputs: readonly Tensor[],
  carries: number,
  body: Graph,
  places: ReadonlyMap<Tensor, Buffer>,
): Update[] {
  return outputs.slice(0, carries).flatMap((tensor, k): Update[] => {
    const old = body.inputs[k]!;
    return body.outputs[k] === old ? [] : [{ tensor, buffer: places.get(old)!, old }];
  });
}

/** Copies of what the carries begin with, where that is not made in its place. */
function firstValues(
  results: readonly Tensor[],
  { operands, carries }: Nested & (Loop | While),
  { bufferOf }: Outside,
): Step[] {
  return operands.slice(0, carries).flatMap((x, k) => {
    const [from, to] = [bufferOf(x), bufferOf(results[k]!)];
    return from === to ? [] : [copyStep(from, to, `the loop begins with ${from.name}`)];
  });
}

const counters = ['t', 'u', 'v', 'w'];
const nameOfCounter = (depth: number): string => counters[depth] ?? `t${depth}`;

function newSlice(of: Buffer, iteration: Iteration, part: Tensor, { unique }: Outside): Buffer {
  const { dtype, shape } = part;
  return { name: unique(nameOf(part)), dtype, shape, space: of.space, slice: { of, iteration } };
}
