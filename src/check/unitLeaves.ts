import { elements, leastRange, type Fed, type NdArray, type Variable } from '../base/index.js';
import { evaluate, type EntryPoint, type Tensor, type Unit } from '../graph/index.js';
import type { Leaf } from './contents.js';
import { filled, type Trial } from './experiment.js';
import type { Point } from './prepare.js';

/** The leaves that the entry points of a unit share, and values for them. */
export interface UnitLeaves {
  /** Inputs and trainable parameters: their values are random. */
  readonly drawn: readonly Leaf[];
  /** Those of them that are real, and so can be derived by. */
  readonly derived: ReadonlySet<Tensor>;
  readonly fed: ReadonlySet<Tensor>;
  /** What a counterexample shows: inputs first, then parameters. */
  readonly visible: readonly Tensor[];
  readonly variables: ReadonlyMap<string, Tensor>;
  readonly inputs: ReadonlyMap<string, Tensor>;
  readonly pointOf: (trial: Trial) => Point;
}

export function unitLeaves(unit: Unit): UnitLeaves {
  const inputs = new Map<string, Tensor>();
  const variables = new Map<string, Tensor>();
  const feeds = new Map<string, Fed>();
  for (const { graph, feeds: own, readings } of unit.entries) {
    for (const fed of own) {
      inputs.set(fed.name, graph.inputs[fed.index]!);
      // The same input may be an index in one entry point only.
      feeds.set(fed.name, { ...feeds.get(fed.name), ...fed });
    }
    readings.forEach(({ variable, index }) => variables.set(variable, graph.inputs[index]!));
  }
  const trained = unit.variables.filter(
    ({ name, role, trainable }) => role === 'parameter' && trainable && variables.has(name),
  );
  const parameters = trained.map((variable) => parameterLeaf(variable, variables.get(variable.name)!));
  const drawn = [...[...inputs].map(([name, tensor]) => inputLeaf(feeds.get(name)!, tensor)), ...parameters];
  const first = firstValues(unit);
  return {
    drawn,
    derived: new Set(drawn.map(({ tensor }) => tensor).filter(({ dtype }) => dtype === 'f32')),
    fed: new Set(inputs.values()),
    visible: drawn.map(({ tensor }) => tensor),
    variables,
    inputs,
    pointOf: (trial) => pointOf(unit, drawn, variables, first, trial),
  };
}

/** Real data between 0.1 and 0.9, as pixels and probabilities are: logarithms and divisions of them are tame. */
function inputLeaf(fed: Fed, tensor: Tensor): Leaf {
  const { name, dtype } = fed;
  const most = dtype === 'bool' ? 1 : (leastRange(fed, 1) ?? 4) - 1;
  return { name, tensor, domain: dtype === 'f32' ? [0.1, 0.9] : [0, Math.max(0, most)], labels: true };
}

/** Smaller the more of them are added up, as initializers do it. */
function parameterLeaf({ name, shape }: Variable, tensor: Tensor): Leaf {
  const rows = elements(shape) / (shape.at(-1) ?? 1) || 1;
  const bound = Math.min(1, Number((2 / Math.sqrt(rows)).toPrecision(2)));
  return { name, tensor, domain: [-bound, bound], labels: false };
}

function pointOf(
  unit: Unit,
  drawn: readonly Leaf[],
  variables: ReadonlyMap<string, Tensor>,
  first: ReadonlyMap<string, NdArray>,
  trial: Trial,
): Point {
  const random = filled(drawn, trial);
  const values = new Map(random.values);
  for (const { name, role, trainable } of unit.variables) {
    const tensor = variables.get(name);
    if (!tensor) continue;
    const start = first.get(name)!;
    const drew = values.get(tensor);
    if (role === 'seed') values.set(tensor, { ...start, data: Float64Array.of(0, trial.seed) });
    else if (!drew || !trainable) values.set(tensor, start);
    else if (trial.initial) values.set(tensor, near(start, drew));
  }
  return { values, n: trial.n };
}

/** First values, moved a little: zeros are a kink of too much. */
const near = (start: NdArray, noise: NdArray): NdArray => ({
  ...start,
  data: start.data.map((value, k) => Math.fround(value + 0.1 * noise.data[k]!)),
});

/** The variables' values in a fresh instance: plain ones, and what `init` computes. */
function firstValues({ variables, entries }: Unit): Map<string, NdArray> {
  const values = new Map<string, NdArray>();
  for (const { name, dtype, shape, initial } of variables) {
    const list = typeof initial === 'number' || initial === null ? [initial ?? 0] : initial;
    const data = Float64Array.from({ length: elements(shape) }, (_, k) => list[k % list.length]!);
    values.set(name, { dtype, shape, data });
  }
  const init = entries.find(({ name }) => name === 'init');
  if (init) initialise(init, values);
  return values;
}

function initialise({ graph, readings, updates }: EntryPoint, values: Map<string, NdArray>): void {
  const given = new Map(readings.map(({ variable, index }) => [graph.inputs[index]!, values.get(variable)!]));
  const made = evaluate(graph.outputs, { values: given });
  updates.forEach(({ variable, index }) => values.set(variable, made[index]!));
}
