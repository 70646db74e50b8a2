import { dtypes, elements, shapeAt, type NdArray } from '../../src/base/index.js';
import {
  evaluate,
  verifyGraph,
  type EntryName,
  type EntryPoint,
  type Tensor,
  type Unit,
} from '../../src/graph/index.js';
import { expect } from 'vitest';

type Numbers = number | readonly number[];
export type Feeds = Readonly<Record<string, Numbers>>;

/** A fresh instance of a traced unit, run op by op in float64: what a generated module does, without a compiler. */
export interface Instance {
  /** Variables by name. */
  readonly state: Map<string, NdArray>;
  /** Results by path joined with '.'; a ratio as its quotient. */
  call(name: EntryName, feeds?: Feeds): Readonly<Record<string, number | readonly number[]>>;
}

export function instance(unit: Unit, { seed = 1 }: { readonly seed?: number } = {}): Instance {
  const state = new Map<string, NdArray>();
  for (const { name, dtype, shape, initial, role } of unit.variables) {
    const size = elements(shape);
    const values =
      role === 'seed' ? [seed, 0] : typeof initial === 'number' ? Array<number>(size).fill(initial) : initial;
    state.set(name, { dtype, shape, data: Float64Array.from(values ?? Array<number>(size).fill(NaN)) });
  }
  const call: Instance['call'] = (name, feeds = {}) => run(entryOf(unit, name), state, feeds);
  if (unit.entries.some(({ name }) => name === 'init')) call('init');
  return { state, call };
}

export function entryOf(unit: Unit, name: EntryName): EntryPoint {
  return unit.entries.find((entry) => entry.name === name) ?? expect.unreachable(`no entry point ${name}`);
}

function run({ graph, feeds, readings, results, updates }: EntryPoint, state: Map<string, NdArray>, given: Feeds) {
  expect(verifyGraph(graph)).toEqual([]);
  const n = batchOf(feeds, given);
  const values = new Map<Tensor, NdArray>(
    feeds.map(({ name, index, dtype, shape }) => {
      const data = Float64Array.from(
        [given[name] ?? expect.unreachable(`${name} is not fed`)].flat() as number[],
        dtypes[dtype].wrap,
      );
      const at = shapeAt(shape, n);
      expect(data.length, `elements of ${name}`).toBe(elements(at));
      return [graph.inputs[index]!, { dtype, shape: at, data }] as const;
    }),
  );
  readings.forEach(({ variable, index }) => values.set(graph.inputs[index]!, state.get(variable)!));
  const outputs = evaluate(graph.outputs, { values, n });
  updates.forEach(({ variable, index }) => state.set(variable, outputs[index]!));
  return Object.fromEntries(
    results.map((result): [string, number | readonly number[]] => {
      const value = outputs[result.index]!;
      const path = result.path.join('.');
      if (result.kind === 'ratio') return [path, value.data[0]! / outputs[result.weight]!.data[0]!];
      return [path, value.shape.length === 0 ? value.data[0]! : [...value.data]];
    }),
  );
}

/** N, from the first input whose first axis it is. */
function batchOf(feeds: EntryPoint['feeds'], given: Feeds): number {
  const batched = feeds.find(({ shape }) => shape[0] === 'N');
  if (!batched) return 1;
  const length = [given[batched.name]].flat().length;
  return length / elements(batched.shape.slice(1) as number[]);
}
