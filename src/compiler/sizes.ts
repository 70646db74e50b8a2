import {
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
import type { Placed, Profile, Schedule } from '../schedule/index.js';

/** Elements that one typed array is indexed by, with 32-bit integers. */
const mostElements = 2 ** 31 - 1;

/** Refuses a model whose smallest batch does not fit, with the figures and the largest tensor; nothing is emitted. */
export function checkSizes({ buffers, memory }: Schedule, unit: Unit, { memory: mostBytes }: Profile): void {
  for (const buffer of buffers) {
    const size = sizeOf(buffer.shape);
    if (polynomialAt(size, 1) <= mostElements) continue;
    const tensor = tensorOf(buffer, unit);
    const what = `${tensor.name} ${shapeText(tensor.shape)}`;
    throw tooLarge(what, `${polynomialText(size)} elements`, `${mostElements}`, tensor);
  }
  const bytes = memory.state + memory.constants + polynomialAt(memory.arena, capacityStep);
  if (bytes <= mostBytes) return;
  const bytesOf = (buffer: Placed): number => polynomialAt(buffer.bytes, capacityStep);
  const largest = buffers.reduce((most, one) => (bytesOf(one) > bytesOf(most) ? one : most));
  const tensor = tensorOf(largest, unit);
  const found = `${bytes} bytes for ${capacityStep} samples, ${bytesOf(largest)} of them for ${tensor.name} ${shapeText(tensor.shape)}`;
  throw tooLarge('The model', found, `${mostBytes} bytes`, tensor);
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
