import { badSamples, requireWhole } from '../base/index.js';
import type { Samples } from './samples.js';

/**
 * A row of `depth` zeros with a single 1 for each class number, as Keras' to_categorical.
 * @throws TapelessError for a depth below 1, or a class that is no whole number from 0 to depth - 1.
 */
export function oneHot({ shape, data }: Samples, depth: number): Samples<Float32Array> {
  requireWhole('oneHot', { depth }, 1);
  const rows = new Float32Array(data.length * depth);
  for (let k = 0; k < data.length; k++) {
    const label = data[k]!;
    if (!(Number.isInteger(label) && label >= 0 && label < depth)) {
      throw badSamples(`oneHot: value ${k} is ${label}, expected a class from 0 to ${depth - 1}`);
    }
    rows[k * depth + label] = 1;
  }
  return { shape: [...shape, depth], data: rows };
}
