import { range, type NdArray, type Result } from '../base/index.js';
import {
  compileModule,
  type CompileOptions,
  type Data,
  type ModelInstance,
  type ProgramInstance,
  type Target,
} from '../compiler/index.js';
import type { EntryPoint, Tensor, Unit } from '../graph/index.js';
import type { Finding, Property } from './experiment.js';
import type { Point } from './prepare.js';
import { indexOf, numberText, shown } from './report.js';
import { rounded, type Rounded } from './rounding.js';
import type { UnitLeaves } from './unitLeaves.js';

type Instance = Partial<ModelInstance & ProgramInstance>;

/**
 * What a target computes (results, and the variables after a step) against the float64 reference, within single precision:
 * of the graph as it was written or, where a stabilised formula is exact and the written one clips, of the stabilised one.
 */
export function compiledOf(
  declaration: object,
  { unit, optimized }: { readonly unit: Unit; readonly optimized: Unit },
  leaves: UnitLeaves,
  options: CompileOptions & { readonly target: Target },
): Property {
  const { target } = options;
  const { create } = compileModule(declaration, options);
  const calls = unit.entries.filter(({ name }) => name !== 'init');
  // A step changes the variables: it comes last.
  const ordered = [...calls].sort((a, b) => Number(a.name === 'step') - Number(b.name === 'step'));
  return (trial, point): Finding => {
    const instance = create({ seed: trial.seed }) as Instance;
    for (const { name } of unit.variables) {
      const kept = instance.parameters?.[name];
      const tensor = leaves.variables.get(name);
      if (kept && tensor) kept.data.set(point.values.get(tensor)!.data);
    }
    for (const entry of ordered) {
      const returned = called(entry, instance, leaves, point);
      const wrong = differenceOf(entry, instance, returned, point);
      const stabilised = optimized.entries.find(({ name }) => name === entry.name)!;
      if (wrong && differenceOf(stabilised, instance, returned, pointIn(stabilised, leaves, point)))
        return { kind: 'wrong', explain: () => counterexample(wrong, entry, leaves, point, target) };
    }
    return { kind: 'right', moves: 0 };
  };
}

interface Difference {
  readonly what: string;
  readonly tensor: Tensor;
  readonly shape: readonly number[];
  readonly element: number;
  readonly expected: number;
  readonly found: number;
}

function called({ name, feeds }: EntryPoint, instance: Instance, { inputs }: UnitLeaves, { values }: Point): unknown {
  const given = Object.fromEntries(feeds.map((fed) => [fed.name, typed(values.get(inputs.get(fed.name)!)!)]));
  return instance[name as 'run']!(given) as unknown;
}

/** The same values for the leaves of another graph of the entry point. */
function pointIn({ graph, feeds, readings }: EntryPoint, leaves: UnitLeaves, { values, n }: Point): Point {
  const valueOf = (leaf: Tensor | undefined): NdArray => values.get(leaf!)!;
  return {
    n,
    values: new Map([
      ...feeds.map(({ name, index }) => [graph.inputs[index]!, valueOf(leaves.inputs.get(name))] as const),
      ...readings.map(
        ({ variable, index }) => [graph.inputs[index]!, valueOf(leaves.variables.get(variable))] as const,
      ),
    ]),
  };
}

/** How far rounding may lead is found out only where the results are not as near as they would be without any. */
function differenceOf(entry: EntryPoint, instance: Instance, returned: unknown, point: Point): Difference | null {
  const found = [instance, returned] as const;
  const plain = differenceWithin(rounded(entry.graph.outputs, point, { trials: 0 }), entry, ...found);
  return plain && differenceWithin(rounded(entry.graph.outputs, point), entry, ...found);
}

function differenceWithin(
  { values, slack }: Rounded,
  { graph, results, updates, name }: EntryPoint,
  instance: Instance,
  returned: unknown,
): Difference | null {
  for (const result of results) {
    const { expected, allowed } = expectedOf(result, values, slack);
    const found = dataAt(returned, result.path);
    const element = firstFar(found, expected.data, allowed);
    const tensor = graph.outputs[result.index]!;
    const what = `${name}: ${result.path.join('.')}`;
    if (element >= 0)
      return {
        what,
        tensor,
        shape: expected.shape,
        element,
        expected: expected.data[element]!,
        found: found[element]!,
      };
  }
  for (const { variable, index } of updates) {
    const found = instance.parameters?.[variable]?.data;
    const expected = values[index]!;
    const element = found ? firstFar(found, expected.data, slack[index]!) : -1;
    const what = `${variable} after a step`;
    if (found && element >= 0)
      return {
        what,
        tensor: graph.outputs[index]!,
        shape: expected.shape,
        element,
        expected: expected.data[element]!,
        found: found[element]!,
      };
  }
  return null;
}

/** A ratio is its total over its weight. */
function expectedOf(result: Result, values: readonly NdArray[], slack: readonly Float64Array[]) {
  const value = values[result.index]!;
  const allowed = slack[result.index]!;
  if (result.kind !== 'ratio') return { expected: value, allowed };
  const weight = values[result.weight]!.data[0]!;
  const own = slack[result.weight]![0]! * Math.abs(value.data[0]! / weight);
  const divided = { ...value, data: value.data.map((total) => total / weight) };
  return {
    expected: divided,
    allowed: allowed.map((one) => (one + own) / Math.abs(weight) + 1e-6 * Math.abs(divided.data[0]!)),
  };
}

/** Sums in another order and other roundings than the trials of `rounded` happened to have. */
const margin = 16;

function firstFar(found: ArrayLike<number>, expected: Float64Array, slack: Float64Array): number {
  const worst = expected.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
  const near = (a: number, b: number, allowed: number): boolean =>
    Object.is(a, b) || !Number.isFinite(b) || Math.abs(a - b) <= margin * allowed + 1e-6 * worst + 1e-7;
  return range(expected.length).findIndex((k) => !near(found[k]!, expected[k]!, slack[k]!));
}

const arrays = { f32: Float32Array, i32: Int32Array, u32: Uint32Array, bool: Uint8Array } as const;
const typed = ({ dtype, data }: NdArray): Data => arrays[dtype].from(data);

function dataAt(results: unknown, path: readonly string[]): ArrayLike<number> {
  const value = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], results);
  return typeof value === 'number' ? [value] : typeof value === 'boolean' ? [Number(value)] : (value as Data);
}

function counterexample(
  { what, tensor, shape, element, expected, found }: Difference,
  { name }: EntryPoint,
  leaves: UnitLeaves,
  { values, n }: Point,
  target: Target,
) {
  const index = indexOf(element, shape);
  const at = shape.length === 0 ? '' : ` at [${index.join(', ')}]`;
  const says = `The ${target} code computes ${what}${at} as ${numberText(found)}, but the float64 reference gives ${numberText(expected)}. This is a bug of Tapeless; please report it with the model.`;
  return {
    of: name,
    input: what,
    index,
    expected,
    found,
    n,
    values: shown(leaves.visible, values),
    place: tensor.node.source,
    says,
  };
}
