import { polynomialAt, sizeOf, sourceText, dtypes } from '../base/index.js';
import type { EntryPoint, Tensor, Unit } from '../graph/index.js';
import { apply, nameOf, withSource } from '../graph/index.js';
import { assemble } from './assemble.js';
import { copyOp } from './copy.js';
import { fuse, type Cluster, type Constraints } from './fuse.js';
import type { Buffer, MapKernel, Program, ProgramEntry, Step, Watched } from './kernel.js';
import { layOutBuffers } from './layout.js';
import { lower, type Computation, type Lowered } from './lower.js';
import { order } from './order.js';
import { pointOf } from './point.js';
import { recompute } from './recompute.js';
import { isElementwise } from './relation.js';
import { watch, type Watch } from './watch.js';

/**
 * Unit to program: every entry point's graph as fused kernels in order. With `called`, every float tensor is stored as
 * well, to be looked at under that name; kernels and their results are the same.
 */
export function makeProgram(unit: Unit, called?: (tensor: Tensor) => Watched): Program {
  const names = new Set<string>();
  const unique = (name: string): string => {
    let result = name;
    for (let k = 1; names.has(result); k++) result = `${name}.${k}`;
    names.add(result);
    return result;
  };
  const variables = unit.variables.map((variable) => {
    const { name, dtype, shape, source } = variable;
    const watched = called && dtype === 'f32' && { name, made: `made at ${sourceText(source)}` };
    const buffer: Buffer = { name: unique(name), dtype, shape, space: 'state', ...(watched && { watched }) };
    return { variable, buffer };
  });
  const state = new Map(variables.map(({ variable, buffer }) => [variable.name, buffer]));
  return {
    name: unit.name,
    variables,
    entries: unit.entries.map((entry) => makeEntry(entry, { state, unique, called })),
  };
}

interface Surroundings {
  readonly state: ReadonlyMap<string, Buffer>;
  readonly unique: (name: string) => string;
  readonly called: ((tensor: Tensor) => Watched) | undefined;
}

function makeEntry(entry: EntryPoint, { state, unique, called }: Surroundings): ProgramEntry {
  const { graph } = entry;
  const leaf = (index: number): Tensor => graph.inputs[index]!;
  const outputs = graph.outputs.map(ownTensor);
  const updates = entry.updates.filter(({ variable, index }) => {
    const reading = entry.readings.find((r) => r.variable === variable);
    return !reading || leaf(reading.index) !== graph.outputs[index]; // else it keeps its value
  });
  const wanted = [...resultIndices(entry), ...updates.map(({ index }) => index)].map((k) => outputs[k]!);
  const { lowered, watched, clusters, ...placed } = prepare(entry, { outputs, wanted }, updates, called);
  const { inPlace, copied, constraints } = placed;
  const buffers = new Map<Tensor, Buffer>();
  for (const { variable, index } of entry.readings) buffers.set(leaf(index), state.get(variable)!);
  const feeds = entry.feeds.map((fed) => {
    const buffer: Buffer = { name: unique(fed.name), dtype: fed.dtype, shape: fed.shape, space: 'arena' };
    buffers.set(leaf(fed.index), buffer);
    return { fed, buffer };
  });
  for (const [tensor, variable] of inPlace) buffers.set(tensor, state.get(variable)!);
  const bufferOf = (tensor: Tensor): Buffer => {
    const known = buffers.get(tensor);
    if (known) return known;
    const data = lowered.constants.get(tensor);
    const name = unique(nameOf(tensor));
    const { dtype, shape } = tensor;
    const place = data ? ({ space: 'constants', data } as const) : ({ space: 'arena' } as const);
    const looked = watched.get(tensor);
    const made: Buffer = { name, dtype, shape, ...place, ...(looked && { watched: looked }) };
    buffers.set(tensor, made);
    return made;
  };
  const isStored = storedTensors(clusters, lowered, new Set([...constraints.needed, ...watched.keys()]));
  // A value that takes a variable's place takes no memory. Where numbers are checked the user's order counts, and bytes do not: the first bad one is to be found first.
  const bytesOf = (tensor: Tensor): number =>
    called || !isStored(tensor) || constraints.overwrites.has(tensor) ? 0 : usualBytes(tensor);
  const steps: Step[] = orderClusters(clusters, lowered, constraints, bytesOf).map((cluster) => {
    return { kind: 'kernel', kernel: assemble(cluster, lowered, isStored, bufferOf) };
  });
  for (const { tensor, variable } of copied) steps.push(copyStep(bufferOf(tensor), state.get(variable)!));
  const results = entry.results.map((result) => {
    const indices = result.kind === 'ratio' ? [result.index, result.weight] : [result.index];
    return { result, buffers: indices.map((k) => bufferOf(outputs[k]!)) };
  });
  const seen = new Set([...feeds.map(({ buffer }) => buffer), ...results.flatMap((result) => result.buffers)]);
  return { name: entry.name, steps: layOutBuffers(steps, seen), feeds, results };
}

const resultIndices = ({ results }: EntryPoint): number[] =>
  results.flatMap((r) => (r.kind === 'ratio' ? [r.index, r.weight] : [r.index]));

/** What leaves the program needs a place of its own: of an input or a stored constant that is a copy. */
const ownTensor = (tensor: Tensor): Tensor =>
  tensor.node.inputs.length === 0 && !tensor.node.op.lower
    ? withSource(tensor.node.source, () => apply(copyOp, [tensor], {}))
    : tensor;

/** An entry point's computations in groups that share kernels, and what is looked at. */
interface Prepared extends Updates, Watch {
  readonly clusters: readonly Cluster[];
}

/** What kernels are made of: where numbers are checked every tensor is looked at, else cheap ones are computed again. */
function prepare(
  entry: EntryPoint,
  { outputs, wanted }: Omit<Made, 'lowered'>,
  updates: EntryPoint['updates'],
  called: Surroundings['called'],
): Prepared {
  const needed = new Set(wanted);
  const grouped = ({ lowered, watched }: Watch): Prepared => {
    const placed = placeUpdates(entry, updates, { lowered, outputs, wanted });
    return { ...placed, lowered, watched, clusters: fuse(lowered, placed.constraints) };
  };
  const lowered = lower(outputs, entry.graph.inputs, wanted);
  if (called) return grouped(watch(lowered, needed, called));
  const first = grouped({ lowered, watched: new Map() });
  const again = recompute(lowered, first.clusters, needed);
  return again === lowered ? first : grouped({ lowered: again, watched: first.watched });
}

interface Updates {
  /** Tensors that are written straight over the old value of a variable. */
  readonly inPlace: ReadonlyMap<Tensor, string>;
  /** Tensors that are copied into a variable when all else is done. */
  readonly copied: readonly { readonly tensor: Tensor; readonly variable: string }[];
  readonly constraints: Constraints;
}

/** An entry's outputs, lowered. */
interface Made {
  readonly lowered: Lowered;
  readonly outputs: readonly Tensor[];
  readonly wanted: readonly Tensor[];
}

/** New values overwrite old ones in place where every reader of the old value can run before; else they are copied at the end. */
function placeUpdates(
  { graph, readings }: EntryPoint,
  updates: EntryPoint['updates'],
  { lowered, outputs, wanted }: Made,
): Updates {
  const { maker, computations } = lowered;
  const inPlace = new Map<Tensor, string>();
  const copied: { tensor: Tensor; variable: string }[] = [];
  const pairs: [Computation, Computation][] = [];
  const overwrites = new Map<Tensor, Tensor>();
  for (const { variable, index } of updates) {
    const tensor = outputs[index]!;
    const writer = maker.get(tensor)!;
    const reading = readings.find((r) => r.variable === variable);
    const old = reading && graph.inputs[reading.index]!;
    const readers = old ? computations.filter((c) => c !== writer && c.loads.some((load) => load.tensor === old)) : [];
    const reads = writer.loads.filter((load) => load.tensor === old);
    const legal =
      !inPlace.has(tensor) &&
      !writer.alone &&
      reads.every((load) => isElementwise(load, writer)) &&
      readers.every((reader) => !comesBefore(writer, reader, maker, pairs));
    if (!legal) copied.push({ tensor, variable });
    else {
      inPlace.set(tensor, variable);
      if (old) overwrites.set(tensor, old);
      for (const reader of readers) pairs.push([reader, writer]);
    }
  }
  return { inPlace, copied, constraints: { needed: new Set(wanted), overwrites, order: pairs } };
}

/** Whether `first` must run before `then`. */
function comesBefore(
  first: Computation,
  then: Computation,
  maker: Lowered['maker'],
  pairs: readonly (readonly [Computation, Computation])[],
): boolean {
  const seen = new Set<Computation>();
  const stack = [then];
  for (let c = stack.pop(); c; c = stack.pop()) {
    if (c === first) return true;
    if (seen.has(c)) continue;
    seen.add(c);
    for (const { tensor } of c.loads) {
      const producer = maker.get(tensor);
      if (producer) stack.push(producer);
    }
    stack.push(...c.after, ...pairs.flatMap(([a, b]) => (b === c ? [a] : [])));
  }
  return false;
}

/** A tensor is stored if it leaves the program or its cluster. */
function storedTensors(
  clusters: readonly Cluster[],
  { computations }: Lowered,
  needed: ReadonlySet<Tensor>,
): (t: Tensor) => boolean {
  const home = new Map<Tensor, Cluster>();
  const clusterOf = new Map<Computation, Cluster>();
  for (const cluster of clusters) {
    for (const c of cluster.members) {
      clusterOf.set(c, cluster);
      for (const { tensor } of c.made) home.set(tensor, cluster);
    }
  }
  const stored = new Set(needed);
  for (const c of computations) {
    for (const { tensor } of c.loads) if (home.has(tensor) && home.get(tensor) !== clusterOf.get(c)) stored.add(tensor);
  }
  return (tensor) => stored.has(tensor);
}

/** Sizes are compared at a usual batch. */
const usualBatch = 32;
const usualBytes = (t: Tensor): number => polynomialAt(sizeOf(t.shape), usualBatch) * dtypes[t.dtype].bytes;

function orderClusters(
  clusters: readonly Cluster[],
  { maker }: Lowered,
  constraints: Constraints,
  bytesOf: (tensor: Tensor) => number,
): Cluster[] {
  const clusterOf = new Map(clusters.flatMap((cluster) => cluster.members.map((c) => [c, cluster] as const)));
  return order(
    clusters.map((cluster) => {
      const reads = cluster.members.flatMap((c) => c.loads.map(({ tensor }) => tensor));
      const before = [
        ...reads.flatMap((tensor) => maker.get(tensor) ?? []),
        ...cluster.members.flatMap((c) => [...c.after, ...constraints.order.flatMap(([a, b]) => (b === c ? [a] : []))]),
      ].map((c) => clusterOf.get(c)!);
      const made = cluster.members.flatMap((c) => c.made.map(({ tensor }) => tensor));
      return {
        item: cluster,
        before: before.filter((other) => other !== cluster),
        makes: made.map((value) => ({ value, bytes: bytesOf(value) })),
        reads,
      };
    }),
  );
}

function copyStep(from: Buffer, to: Buffer): Step {
  const { index, axes } = pointOf(to.shape);
  const value = { kind: 'load', dtype: from.dtype, from, index } as const;
  const kernel: MapKernel = {
    form: 'map',
    name: `${to.name}/copy`,
    sources: [],
    reasons: [`the new ${to.name} is copied, since its old value is still read while the new one is made`],
    axes,
    outputs: [{ buffer: to, index, axes, value }],
  };
  return { kind: 'kernel', kernel };
}
