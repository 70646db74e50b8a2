import { extentAt } from '../../base/index.js';
import { sameExpr } from '../../expr/index.js';
import { copyStep } from '../copyStep.js';
import type { Buffer, Kernel, Step } from '../kernel.js';
import { buffersIn, kernelBuffers, rootOf } from '../steps.js';
import { isOverOld, kernelCost, kernelOperations } from './recipe.js';
import { stepOver, type Place } from './stepOver.js';

export type LoopStep = Extract<Step, { kind: 'loop' }>;

/** Two loops of which the second computes again in each iteration what the first has stacked for it, but for its carries. */
export interface Replay {
  readonly first: LoopStep;
  readonly second: LoopStep;
  /** What is not stacked any more. */
  readonly dropped: readonly Buffer[];
  /** What is stacked instead: what iterations found in their carries. */
  readonly stacked: readonly Buffer[];
  /** What the second loop reads to compute it again. */
  readonly reads: readonly Buffer[];
  /** Buffers that are new, still under the names of those that they stand for. */
  readonly made: readonly Buffer[];
  readonly cost: number;
  readonly operations: number;
}

/**
 * The second loop begins each of its iterations with the kernels of the same iteration of the first, whole, in their order
 * and over buffers of its own, so that bits are the same. What an iteration of the first loop found in its carries
 * is stacked, where it has not been. Null where nothing can be. `isOurs` says of which buffers no one else knows.
 */
export function replayOf(
  first: LoopStep,
  second: LoopStep,
  isOurs: (buffer: Buffer) => boolean,
  n: number,
): Replay | null {
  if (first.iteration.length !== second.iteration.length) return null;
  const body = bodyOf(first);
  const found = new Map([...body.stacked].filter(([root]) => isOurs(root) && isReadInSlices(root, second)));
  body.copies.forEach(({ root }) => found.delete(root));
  const again = new Set<number>();
  for (const [root, { kernels }] of found) {
    const needed = kernels.map((kernel) => closureOf(kernel, body, new Set()));
    if (needed.includes(null)) found.delete(root);
    else needed.forEach((some) => some!.forEach((k) => again.add(k)));
  }
  if (found.size === 0) return null;
  const written = new Set([...again].flatMap((k) => kernelBuffers(body.kernels[k]!).writes));
  const fresh = new Map([...written].map((buffer) => [buffer, ownBuffer(buffer)] as const));
  const { steps, reads, slices } = replayed(again, body, fresh, second);
  // The first loop has a place for one iteration: its kernels are as they were.
  const passing = new Map([...found.values()].map(({ slice }) => [slice, ownBuffer(slice)] as const));
  const inFirst: Place = (buffer) => passing.get(buffer) ?? buffer;
  const inSecond: Place = (buffer) => {
    const stacked = buffer.slice && found.get(buffer.slice.of);
    return stacked ? fresh.get(stacked.slice)! : buffer;
  };
  const added = [...body.copies].filter(([, { root, isNew }]) => isNew && reads.includes(root));
  const copied = added.map(([carry, { slice }]) => copyStep(carry, slice, `what the iteration found in ${carry.name}`));
  const times = extentAt(first.iteration.length, n);
  const kernels = [...again].map((k) => body.kernels[k]!);
  return {
    first: { ...first, body: [...copied, ...first.body.map((step) => stepOver(step, inFirst))] },
    second: { ...second, body: [...steps, ...second.body.map((step) => stepOver(step, inSecond))] },
    dropped: [...found.keys()],
    stacked: added.map(([, { root }]) => root),
    reads,
    made: [...passing.values(), ...fresh.values(), ...slices, ...added.flatMap(([, { root, slice }]) => [root, slice])],
    cost: times * kernels.reduce((sum, kernel) => sum + kernelCost(kernel, n), 0),
    operations: times * kernels.reduce((sum, kernel) => sum + kernelOperations(kernel, n), 0),
  };
}

/** A loop's body, and who makes what in it. */
interface Body {
  readonly iteration: LoopStep['iteration'];
  readonly kernels: readonly Kernel[];
  /** Whether there is nothing else in it. */
  readonly isPlain: boolean;
  readonly writers: ReadonlyMap<Buffer, readonly number[]>;
  /** A slice is made by one kernel, or by several of which each changes what it finds there. */
  readonly stacked: ReadonlyMap<Buffer, { readonly slice: Buffer; readonly kernels: readonly number[] }>;
  /** Stacks that hold what an iteration finds in a buffer that it changes. */
  readonly copies: ReadonlyMap<Buffer, Copy>;
}

interface Copy {
  readonly root: Buffer;
  readonly slice: Buffer;
  /** Not there yet. */
  readonly isNew: boolean;
}

function bodyOf({ iteration, body }: LoopStep): Body {
  const kernels = body.flatMap((step) => (step.kind === 'kernel' ? [step.kernel] : []));
  const writers = new Map<Buffer, number[]>();
  kernels.forEach((kernel, k) => {
    for (const buffer of kernelBuffers(kernel).writes) writers.set(buffer, [...(writers.get(buffer) ?? []), k]);
  });
  const isOwn = ({ slice }: Buffer): boolean => slice?.iteration === iteration;
  const stacked = [...writers].flatMap(([slice, own]) =>
    isOwn(slice) ? [[slice.slice!.of, { slice, kernels: own }] as const] : [],
  );
  const carries = [...writers.keys()].filter(({ slice, space }) => !slice && space === 'arena');
  const newCopies = carries.map((carry) => [carry, newStack(carry, iteration)] as const);
  return {
    iteration,
    kernels,
    isPlain: kernels.length === body.length,
    writers,
    stacked: new Map(stacked),
    copies: new Map([...newCopies, ...copiesIn(kernels, writers, isOwn)]),
  };
}

/** Slices that hold what an iteration finds in a carry: one kernel alone writes them, before any writes the carry. */
function copiesIn(
  kernels: readonly Kernel[],
  writers: Body['writers'],
  isOwn: (buffer: Buffer) => boolean,
): (readonly [Buffer, Copy])[] {
  return kernels.flatMap((kernel, k) =>
    kernel.form !== 'map'
      ? []
      : kernel.outputs.flatMap(({ buffer, index, value }) => {
          if (!isOwn(buffer) || writers.get(buffer)!.length > 1) return [];
          if (value.kind !== 'load' || !value.index.every((x, at) => sameExpr(x, index[at]!))) return [];
          const from = value.from as Buffer;
          const isChanged = writers.has(from) && writers.get(from)!.every((writer) => writer >= k);
          return isChanged && !from.slice
            ? [[from, { root: buffer.slice!.of, slice: buffer, isNew: false }] as const]
            : [];
        }),
  );
}

function newStack({ name, dtype, shape, space }: Buffer, iteration: LoopStep['iteration']): Copy {
  const root: Buffer = { name, dtype, shape: [iteration.length, ...shape], space };
  return { root, slice: { name, dtype, shape, space, slice: { of: root, iteration } }, isNew: true };
}

const readsOf = (kernel: Kernel): readonly Buffer[] => {
  const { reads, writes } = kernelBuffers(kernel);
  return isOverOld(kernel) ? [...new Set([...reads, ...writes])] : reads;
};

/** Whether a loop reads of a buffer the slice of each iteration, and nothing else. */
const isReadInSlices = (root: Buffer, loop: LoopStep): boolean =>
  buffersIn([loop]).every(
    (buffer) => rootOf(buffer) !== root || (buffer.slice?.of === root && buffer.slice.iteration === loop.iteration),
  );

/** The kernels of an iteration by which one's results are made from what is there anyhow; null where that is not enough. */
function closureOf(kernel: number, body: Body, known: Set<number>): Set<number> | null {
  if (!body.isPlain) return null;
  if (known.has(kernel)) return known;
  known.add(kernel);
  for (const buffer of readsOf(body.kernels[kernel]!)) {
    if (buffer.slice && buffer.slice.iteration !== body.iteration) return null;
    const writers = body.writers.get(buffer);
    if (!writers) continue;
    const before = writers.filter((writer) => writer < kernel);
    if (before.length === 0 && !body.copies.has(buffer)) return null;
    for (const writer of before) if (!closureOf(writer, body, known)) return null;
  }
  return known;
}

/** The kernels once more, over buffers of the second loop. */
function replayed(again: ReadonlySet<number>, body: Body, fresh: Map<Buffer, Buffer>, second: LoopStep) {
  const slices = new Map<Buffer, Buffer>();
  const there = buffersIn([second]).filter(({ slice }) => slice?.iteration === second.iteration);
  const sliceOf = (of: Buffer, like: Buffer): Buffer => {
    const known = there.find(({ slice }) => slice?.of === of) ?? slices.get(of);
    if (known) return known;
    const made: Buffer = { ...like, slice: { of, iteration: second.iteration } };
    slices.set(of, made);
    return made;
  };
  const order = [...again].sort((a, b) => a - b);
  const reads = new Set<Buffer>();
  const starts: Step[] = [];
  for (const k of order) {
    for (const buffer of readsOf(body.kernels[k]!)) {
      const isFound = !body.writers.has(buffer) || body.writers.get(buffer)!.every((writer) => writer >= k);
      if (!isFound) continue;
      const copy = body.writers.has(buffer) ? body.copies.get(buffer)! : null;
      reads.add(copy ? copy.root : rootOf(buffer));
      if (
        !copy ||
        starts.some((step) => step.kind === 'kernel' && kernelBuffers(step.kernel).writes.includes(fresh.get(buffer)!))
      )
        continue;
      const to = fresh.get(buffer) ?? ownBuffer(buffer);
      fresh.set(buffer, to);
      starts.push(copyStep(sliceOf(copy.root, copy.slice), to, `what the iteration found in ${buffer.name}`));
    }
  }
  const place: Place = (buffer) =>
    fresh.get(buffer) ?? (buffer.slice?.iteration === body.iteration ? sliceOf(buffer.slice.of, buffer) : buffer);
  const clones = order.map((k): Step => stepOver({ kind: 'kernel', kernel: body.kernels[k]! }, place));
  return { steps: [...starts, ...clones], reads: [...reads], slices: [...slices.values()] };
}

/** A buffer like this one, for one iteration. */
const ownBuffer = ({ name, dtype, shape }: Buffer): Buffer => ({ name, dtype, shape, space: 'arena' });
