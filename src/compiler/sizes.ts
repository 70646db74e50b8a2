import {
  fewestSamples,
  nowhere,
  polynomialAt,
  polynomialText,
  sameShape,
  shapeText,
  sizeOf,
  tooLarge,
  type Named,
} from '../base/index.js';
import { nameOf, type Unit } from '../graph/index.js';
import { capacityStep } from '../kernels/index.js';
import type { Placed } from '../schedule/index.js';
import type { Line } from './pipeline.js';

/** `emitted` is there once the code is. */
type Sized = Pick<Line, 'schedule' | 'optimized' | 'backEnd'> & Partial<Pick<Line, 'emitted'>>;

/** Elements that one typed array is indexed by, with 32-bit integers. */
const mostElements = 2 ** 31 - 1;

/**
 * Refuses a model whose smallest batch does not fit, with the figures and the largest tensor. `limit` is the user's, for
 * what grows with a batch; what a back end needs beside the buffers is known once it has printed them.
 */
export function checkSizes({ schedule, optimized: unit, backEnd, emitted }: Sized, limit: number): void {
  const { buffers, memory } = schedule;
  for (const buffer of buffers) {
    const size = sizeOf(buffer.shape);
    if (polynomialAt(size, 1) <= mostElements) continue;
    const tensor = tensorOf(buffer, unit);
    const what = `${tensor.name} ${shapeText(tensor.shape)}`;
    throw tooLarge(what, `${polynomialText(size)} elements`, `${mostElements}`, tensor);
  }
  const samples = smallestCapacity(buffers);
  const arena = polynomialAt(memory.arena, samples);
  const all = emitted?.wasm ? polynomialAt(emitted.wasm.end, samples) : memory.state + memory.constants + arena;
  const isWithin = (emitted?.wasm ? all : arena) <= limit;
  if (isWithin && all <= backEnd.profile.memory) return;
  const most = isWithin ? backEnd.profile.memory : limit;
  const bytesOf = (buffer: Placed): number => polynomialAt(buffer.bytes, samples);
  const largest = buffers.reduce((most, one) => (bytesOf(one) > bytesOf(most) ? one : most));
  const tensor = tensorOf(largest, unit);
  const found = `${all} bytes for ${samples} samples, ${bytesOf(largest)} of them for ${tensor.name} ${shapeText(tensor.shape)}`;
  throw tooLarge('The model', found, `${most} bytes`, tensor);
}

/** The smallest number of samples that memory is made for: at which no extent is negative, and a multiple of 16. */
function smallestCapacity(buffers: readonly Placed[]): number {
  const fewest = Math.max(1, ...buffers.flatMap(({ shape }) => shape.map(fewestSamples)));
  return Math.ceil(fewest / capacityStep) * capacityStep;
}

/** What a buffer holds, by the user's name and line: a variable, an input, or a tensor of some graph. */
function tensorOf({ name, shape }: Placed, { variables, entries }: Unit): Named {
  const tensors = entries.flatMap(({ graph: { nodes, inputs } }) => [
    ...inputs,
    ...nodes.flatMap(({ results }) => results),
  ]);
  // A second buffer of one name has a number behind it.
  const known: Named[] = [
    ...variables,
    ...tensors.map((x) => ({ name: nameOf(x), shape: x.shape, source: x.node.source })),
  ];
  const found = known.find(
    (one) => sameShape(one.shape, shape) && (one.name === name || name.startsWith(`${one.name}.`)),
  );
  return found ?? { name, shape, source: nowhere };
}
