import { expect } from 'vitest';
import {
  dtypes,
  elements,
  leastRange,
  range,
  shapeAt,
  type Fed,
  type NdArray,
  type Result,
  type Variable,
} from '../../src/base/index.js';
import { evaluate, type EntryPoint, type Unit } from '../../src/graph/index.js';

/** One batch that no tile divides. */
const batch = 5;

type Data = Float32Array | Int32Array | Uint32Array | Uint8Array;

interface Instance {
  readonly parameters?: Readonly<Record<string, { readonly data: Data }>>;
  readonly [entry: string]: unknown;
}

/** Every entry point of a generated module against the float64 meaning of the traced graph, on the same values. */
export function compareWithReference(module: object, exportName: string, unit: Unit): void {
  const exported = module as Readonly<Record<string, { readonly create: (options: object) => Instance }>>;
  const { create } =
    exportName === 'default' ? (module as { create: (options: object) => Instance }) : exported[exportName]!;
  for (const entry of unit.entries) {
    if (entry.name === 'init') continue;
    const net = create({ seed: 3 });
    const state = new Map(unit.variables.map((variable) => [variable.name, valueOf(variable, net)] as const));
    const fed = entry.feeds.map(dataFor);
    const results = (net[entry.name] as (inputs: object) => object)(
      Object.fromEntries(entry.feeds.map(({ name }, k) => [name, fed[k]])),
    );
    const expected = referenceOf(entry, fed, state);
    for (const result of entry.results) compare(result, results, expected);
    for (const { variable, index } of entry.updates) {
      const data = net.parameters?.[variable]?.data;
      if (data) expectClose(data, expected[index]!.data, variable);
    }
  }
}

function valueOf({ name, role, dtype, shape, initial }: Variable, net: Instance): NdArray {
  const size = elements(shape);
  const own = net.parameters?.[name]?.data;
  const first = role === 'seed' ? [0, 3] : initial;
  const data = own ?? range(size).map((k) => (typeof first === 'number' ? first : (first?.[k] ?? 0)));
  // What is stored is rounded.
  return { dtype, shape, data: Float64Array.from(data, dtype === 'f32' ? Math.fround : (x) => x) };
}

function dataFor(fed: Fed, which: number): Data {
  const { dtype, shape } = fed;
  const size = elements(shapeAt(shape, batch));
  const f32 = Float32Array.from(range(size), (k) => 0.1 + ((k * 7 + which * 3) % 13) / 15);
  if (dtype === 'f32') return f32;
  const make = { Int32Array, Uint32Array, Uint8Array }[dtypes[dtype].array as 'Int32Array'];
  return make.from(range(size), (k) => (k * 3 + 1) % (leastRange(fed, batch) ?? 2));
}

function referenceOf(entry: EntryPoint, fed: readonly Data[], state: ReadonlyMap<string, NdArray>): NdArray[] {
  const values = entry.graph.inputs.map((x, k): NdArray => {
    const feed = entry.feeds.findIndex(({ index }) => index === k);
    if (feed < 0) return state.get(entry.readings.find(({ index }) => index === k)!.variable)!;
    return { dtype: x.dtype, shape: shapeAt(x.shape, batch), data: Float64Array.from(fed[feed]!) };
  });
  return evaluate(entry.graph.outputs, {
    values: new Map(entry.graph.inputs.map((x, k) => [x, values[k]!])),
    n: batch,
  });
}

function compare(result: Result, results: object, expected: readonly NdArray[]): void {
  const found = result.path.reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>>)[key], results);
  const value = expected[result.index]!.data;
  const data = result.kind === 'ratio' ? value.map((x, k) => x / expected[result.weight]!.data[k]!) : value;
  expectClose(typeof found === 'number' ? [found] : (found as Data), data, result.path.join('.'));
}

function expectClose(found: ArrayLike<number>, expected: Float64Array, what: string): void {
  expect(found.length, what).toBe(expected.length);
  expected.forEach((x, k) => {
    if (Number.isFinite(x))
      expect(Math.abs(found[k]! - x), `${what}[${k}]`).toBeLessThanOrEqual(2e-6 * (1 + Math.abs(x)));
    else expect(found[k], `${what}[${k}]`).toBe(x);
  });
}
