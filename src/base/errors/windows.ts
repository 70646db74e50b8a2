import { shapeText } from '../shape.js';
import { TapelessError } from '../tapelessError.js';
import type { Named } from './graph.js';

/** A window that cannot move over its operand: longer than it, without a step, in groups that do not divide. */
export function badWindow(op: string, operands: readonly Named[], why: string, mend: string): TapelessError {
  const list = operands.map(({ name, shape }) => `${name} ${shapeText(shape)}`).join(', ');
  return new TapelessError({
    code: 'bad-window',
    says: `${op}(${list}): ${why}.`,
    mend,
    places: operands.map(({ name, shape, source }) => ({ source, note: `${name} ${shapeText(shape)} was made here` })),
  });
}
