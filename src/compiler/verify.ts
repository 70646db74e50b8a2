import { range, shapeAt, elements, type NdArray } from '../base/index.js';
import { evaluate, type EntryPoint, type Graph, type Tensor } from '../graph/index.js';
import { optimize } from './optimize.js';
import type { Line } from './pipeline.js';

/** The batch that meanings are compared at: no multiple of anything that a tile could be. */
const batch = 3;
const tolerance = 1e-9;

/** Translation validation: each pass' input and output graph, evaluated on random inputs in float64 and compared. */
export function verifyMeaning({ unit }: Line): string[] {
  const faults: string[] = [];
  for (const entry of unit.entries) {
    const random = generator(entry.name.length);
    optimize({ ...unit, entries: [entry] }, [], (pass, before, after) => {
      const values = before.inputs.map((x, k) => sample(x, entry, k, random));
      const expected = run(before, values);
      const found = run(after, values);
      expected.forEach((array, k) => {
        const worst = largestDifference(array, found[k]!);
        if (worst > tolerance) faults.push(`${entry.name}: ${pass} changes output ${k} by ${worst}`);
      });
    });
  }
  return faults;
}

const run = (graph: Graph, values: readonly NdArray[]): NdArray[] =>
  evaluate(graph.outputs, { values: new Map(graph.inputs.map((x, k) => [x, values[k]!])), n: batch });

/** Values that a user might feed: indices inside their range, everything else of the order of one. */
function sample(x: Tensor, { feeds }: EntryPoint, index: number, random: () => number): NdArray {
  const shape = shapeAt(x.shape, batch);
  const extent = feeds.find((fed) => fed.index === index)?.range?.extent ?? 2;
  const draw = (): number =>
    x.dtype === 'f32' ? 0.1 + 0.8 * random() : Math.floor(random() * (x.dtype === 'bool' ? 2 : extent));
  return { dtype: x.dtype, shape, data: Float64Array.from(range(elements(shape)), draw) };
}

/** Relative to 1 and to the value itself; equal infinities and two NaNs are no difference. */
function largestDifference(a: NdArray, b: NdArray): number {
  return a.data.reduce((worst, x, k) => {
    const y = b.data[k]!;
    if (Object.is(x, y) || (Number.isNaN(x) && Number.isNaN(y))) return worst;
    const difference = Math.abs(x - y) / (1 + Math.abs(x));
    return Math.max(worst, Number.isNaN(difference) ? Infinity : difference);
  }, 0);
}

/** A small linear congruential generator: the same inputs in every build. */
function generator(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
