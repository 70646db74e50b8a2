import { leastRange, range, shapeAt, elements, type NdArray } from '../base/index.js';
import { differences, type EntryPoint, type Tensor } from '../graph/index.js';
import { optimize } from './optimize.js';
import type { Line } from './pipeline.js';

/** The batch that meanings are compared at: no multiple of anything that a tile could be; larger where some extent needs that. */
const batchOf = ({ least }: EntryPoint): number => Math.max(3, least?.samples ?? 0);

/** Translation validation: each pass' input and output graph, evaluated on random inputs in float64 and compared. */
export function verifyMeaning({ unit }: Line): string[] {
  const faults: string[] = [];
  for (const entry of unit.entries) {
    const random = generator(entry.name.length);
    optimize({ ...unit, entries: [entry] }, [], (pass, before, after) => {
      const values = before.inputs.map((x, k) => sample(x, entry, k, random));
      const changes = differences(before, after, { values, n: batchOf(entry) });
      faults.push(...changes.map((change) => `${entry.name}: ${pass} changes the meaning: ${change}`));
    });
  }
  return faults;
}

/**
 * Values that a model might meet: indices inside their range, inputs of the order of one, and weights so small that what
 * they make of these is of that order too: far from it, a clipped logarithm and an exact one differ on purpose.
 */
function sample(x: Tensor, entry: EntryPoint, index: number, random: () => number): NdArray {
  const shape = shapeAt(x.shape, batchOf(entry));
  const fed = entry.feeds.find((one) => one.index === index);
  const extent = (fed && leastRange(fed, batchOf(entry))) ?? 2;
  const scale = fed || shape.length < 2 ? 1 : elements(shape.slice(0, -1));
  const draw = (): number =>
    x.dtype === 'f32' ? (0.1 + 0.8 * random()) / scale : Math.floor(random() * (x.dtype === 'bool' ? 2 : extent));
  return { dtype: x.dtype, shape, data: Float64Array.from(range(elements(shape)), draw) };
}

/** A small linear congruential generator: the same inputs in every build. */
function generator(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
