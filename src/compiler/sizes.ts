import { polynomialAt, polynomialText, sizeOf, tooLarge, shapeText } from '../base/index.js';
import { capacityStep } from '../kernels/index.js';
import type { Schedule } from '../schedule/index.js';

/** Elements that one typed array is indexed by, with 32-bit integers. */
const mostElements = 2 ** 31 - 1;
/** What one ArrayBuffer of today's engines can hold. */
const mostBytes = 2 ** 33;

/** Refuses a model whose smallest batch does not fit, with the figures; nothing is emitted. */
export function checkSizes({ buffers, memory }: Schedule): void {
  for (const { name, shape } of buffers) {
    const size = sizeOf(shape);
    const elements = polynomialAt(size, 1);
    if (!(elements <= mostElements))
      throw tooLarge(`${name} ${shapeText(shape)}`, `${polynomialText(size)} elements`, `${mostElements}`);
  }
  const bytes = memory.state + memory.constants + polynomialAt(memory.arena, capacityStep);
  if (!(bytes <= mostBytes))
    throw tooLarge('the model', `${bytes} bytes for ${capacityStep} samples`, `${mostBytes} bytes`);
}
