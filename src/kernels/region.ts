import { usualBytes } from '../base/index.js';
import { nameOf, type Tensor } from '../graph/index.js';
import { absorb } from './absorb.js';
import { isNested } from './alone.js';
import { assemble } from './assemble.js';
import { copyStep } from './copyStep.js';
import { fuse, type Cluster, type Constraints } from './fuse.js';
import type { Buffer, Step } from './kernel.js';
import { lower, type Computation, type Lowered } from './lower.js';
import { nestedSteps } from './nestedSteps.js';
import { order } from './order.js';
import { placeScatters, type Bases } from './placeScatters.js';
import { recompute } from './recompute.js';
import type { Region, RegionSteps, Shared } from './regionTypes.js';
import { placeUpdates, type PlacedUpdates } from './updates.js';
import { watch, type Watch } from './watch.js';

/** A region as fused kernels in order, loops and branches among them with regions of their own. */
export function regionSteps(region: Region, shared: Shared, depth = 0): RegionSteps {
  const { called, unique } = shared;
  const prepared = prepare(region, called);
  const { lowered, watched, clusters, constraints, also, copied } = prepared;
  const bufferOf = makeBuffers(region, prepared, shared);
  const isStored = storedTensors(clusters, lowered, new Set([...constraints.needed, ...watched.keys()]));
  // A value that takes a variable's place takes no memory. Where numbers are checked the user's order counts, and bytes do not: the first bad one is to be found first.
  const bytesOf = (tensor: Tensor): number =>
    called || !isStored(tensor) || constraints.overwrites.has(tensor) ? 0 : usualBytes(tensor);
  const steps = orderClusters(clusters, lowered, constraints, bytesOf).flatMap((cluster): readonly Step[] => {
    const [{ node, alone }] = cluster.members as readonly [Computation];
    if (isNested(alone)) {
      const inside = (inner: Region, loops: number): RegionSteps => regionSteps(inner, shared, depth + loops);
      return nestedSteps(node, alone, { tensorOf: lowered.tensorOf, bufferOf, unique, depth, inside });
    }
    const places = { bufferOf, isStored, alsoIn: (tensor: Tensor) => also.get(tensor) ?? [], unique };
    return [{ kind: 'kernel', kernel: assemble(cluster, lowered, places) }];
  });
  const copies = copied.map(({ tensor, buffer }) =>
    copyStep(
      bufferOf(tensor),
      buffer,
      `the new ${buffer.name} is copied, since its old value is still read while the new one is made`,
    ),
  );
  return { steps: [...steps, ...copies], bufferOf };
}

/** Gives each tensor its buffer: the one it is to be found in, or one of its own. */
function makeBuffers(
  { places }: Region,
  { lowered, watched, inPlace, heirs, constraints }: Prepared,
  { unique, called }: Shared,
): RegionSteps['bufferOf'] {
  const buffers = new Map([...places, ...inPlace]);
  const first = called ? new Map<Tensor, Tensor>() : firstCarries(lowered, constraints.needed);
  const bufferOf = (tensor: Tensor): Buffer => {
    const known = buffers.get(tensor);
    if (known) return known;
    const last = heirs.get(tensor) ?? first.get(tensor);
    const made = last ? bufferOf(last) : newBuffer(tensor);
    buffers.set(tensor, made);
    return made;
  };
  const newBuffer = (tensor: Tensor): Buffer => {
    const data = lowered.constants.get(tensor);
    const { dtype, shape } = tensor;
    const place = data ? ({ space: 'constants', data } as const) : ({ space: 'arena' } as const);
    const looked = watched.get(tensor);
    return { name: unique(nameOf(tensor)), dtype, shape, ...place, ...(looked && { watched: looked }) };
  };
  return bufferOf;
}

/** Values that loops begin with and that nobody else reads, with what comes out in the end: both have one place. */
function firstCarries({ computations, maker }: Lowered, needed: ReadonlySet<Tensor>): Map<Tensor, Tensor> {
  const loads = computations.flatMap((c) => c.loads);
  const found = new Map<Tensor, Tensor>();
  for (const { alone, node } of computations) {
    if (!isNested(alone) || alone.form === 'branch') continue;
    alone.operands.slice(0, alone.carries).forEach((x, k) => {
      const isOnly = loads.filter(({ tensor }) => tensor === x).length === 1;
      if (maker.has(x) && !needed.has(x) && isOnly) found.set(x, node.results[k]!);
    });
  }
  return found;
}

/** A region's computations in groups that share kernels, where updates are made, and what is looked at. */
interface Prepared extends PlacedUpdates, Bases, Watch {
  readonly clusters: readonly Cluster[];
}

/** What kernels are made of: where numbers are checked every tensor is looked at, else cheap ones are computed again. */
function prepare({ inputs, wanted, updates, around }: Region, called: Shared['called']): Prepared {
  const needed = new Set(wanted);
  const grouped = ({ lowered, watched }: Watch): Prepared => {
    // Where numbers are checked, what a loop's body makes is looked at under its own name before it goes anywhere.
    const placed = placeUpdates(updates, wanted, lowered, ({ buffer }) => !called || buffer.space === 'state');
    const bases = called ? { heirs: new Map<Tensor, Tensor>() } : placeScatters(placed, lowered);
    const all = { ...placed, ...bases };
    return { ...all, lowered, watched, clusters: fuse(lowered, all.constraints) };
  };
  const lowered = lower(wanted, inputs, wanted, around);
  const whole = absorb(lowered, needed, ({ dtype }) => called !== undefined && dtype === 'f32');
  if (called) return grouped(watch(whole, needed, called));
  const first = grouped({ lowered: whole, watched: new Map() });
  const again = recompute(whole, first.clusters, needed);
  return again === whole ? first : grouped({ lowered: again, watched: first.watched });
}

/** A tensor is stored if it leaves the region or its cluster. */
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
