import { affine, dtypes, polynomialAt, sizeOf, type Polynomial } from '../base/index.js';
import { inOrder } from '../expr/index.js';
import type { Buffer, Kernel, Program, ProgramEntry, Step } from './kernel.js';

/** Every buffer is aligned to a cache line, and the batch is planned in steps that keep it so. */
export const alignment = 64;
export const capacityStep = 16;

/** From the step that makes a value to the last that reads it, both included; -1 is before the first. */
export interface LiveRange {
  readonly buffer: Buffer;
  readonly from: number;
  readonly to: number;
}

/** A buffer's bytes from its space's start; polynomials in the capacity (N rounded up to a multiple of 16). */
export interface Address {
  readonly offset: Polynomial;
  readonly bytes: Polynomial;
}

export interface MemoryPlan {
  readonly addresses: ReadonlyMap<Buffer, Address>;
  readonly state: number;
  readonly constants: number;
  readonly arena: Polynomial;
  readonly liveRanges: ReadonlyMap<ProgramEntry, readonly LiveRange[]>;
  /** The most bytes live at one moment for N, state and constants included. */
  readonly lowerBound: (n: number) => number;
  readonly planned: (n: number) => number;
}

export const capacityOf = (n: number): number => Math.ceil(n / capacityStep) * capacityStep;

/** Addresses for every buffer: state and constants side by side, inner buffers over each other by live range. */
export function planMemory(program: Program): MemoryPlan {
  const addresses = new Map<Buffer, Address>();
  const fixed = (buffers: readonly Buffer[]): number => {
    let end = 0;
    for (const buffer of buffers) {
      const bytes = roundUp(bytesAt(buffer, 1), alignment);
      addresses.set(buffer, { offset: end === 0 ? [] : [end], bytes: [bytes] });
      end += bytes;
    }
    return end;
  };
  const state = fixed(program.variables.map(({ buffer }) => buffer));
  const constants = fixed([...new Set(program.entries.flatMap((entry) => buffersOf(entry, 'constants')))]);
  const liveRanges = new Map(program.entries.map((entry) => [entry, liveRangesOf(entry)] as const));
  const arena = placeByDegree([...liveRanges.values()], addresses);
  return {
    addresses,
    state,
    constants,
    arena,
    liveRanges,
    lowerBound: (n) =>
      variableBytes(program) + Math.max(0, ...[...liveRanges.values()].map((ranges) => mostLive(ranges, n))),
    planned: (n) => state + constants + polynomialAt(arena, capacityOf(n)),
  };
}

const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

const bytesAt = ({ shape, dtype }: Buffer, n: number): number => polynomialAt(sizeOf(shape), n) * dtypes[dtype].bytes;

const variableBytes = ({ variables, entries }: Program): number =>
  [
    ...variables.map(({ buffer }) => buffer),
    ...new Set(entries.flatMap((entry) => buffersOf(entry, 'constants'))),
  ].reduce((sum, buffer) => sum + bytesAt(buffer, 1), 0);

/** The buffers that a kernel loads from and stores to. */
export function kernelBuffers(kernel: Kernel): {
  readonly reads: readonly Buffer[];
  readonly writes: readonly Buffer[];
} {
  if (kernel.form === 'routine') return { reads: [...new Set(kernel.operands)], writes: kernel.results };
  const writes = kernel.form === 'map' ? kernel.outputs.map(({ buffer }) => buffer) : [kernel.buffer];
  const values =
    kernel.form === 'map'
      ? kernel.outputs.map(({ value }) => value)
      : kernel.form === 'scatter'
        ? [...kernel.index, kernel.value]
        : [kernel.value];
  const loads = inOrder(values).flatMap((x) => (x.kind === 'load' ? [x.from as Buffer] : []));
  return { reads: [...new Set(loads)], writes };
}

/** The kernels of an entry in order; those inside a loop once each, with the loop that they are in. */
export function kernelsInOrder(steps: readonly Step[]): Kernel[] {
  return steps.flatMap((step) => (step.kind === 'kernel' ? [step.kernel] : kernelsInOrder(step.body)));
}

function buffersOf(entry: ProgramEntry, space: Buffer['space']): Buffer[] {
  const used = kernelsInOrder(entry.steps).flatMap((kernel) => {
    const { reads, writes } = kernelBuffers(kernel);
    return [...reads, ...writes];
  });
  return [...new Set(used)].filter((buffer) => buffer.space === space);
}

function liveRangesOf(entry: ProgramEntry): LiveRange[] {
  const ranges = new Map<Buffer, { from: number; to: number }>();
  const touch = (buffer: Buffer, at: number): void => {
    if (buffer.space !== 'arena') return;
    const known = ranges.get(buffer);
    if (!known) ranges.set(buffer, { from: at, to: at });
    else known.to = Math.max(known.to, at);
  };
  entry.feeds.forEach(({ buffer }) => touch(buffer, -1));
  let at = 0;
  const visit = (steps: readonly Step[]): void => {
    for (const step of steps) {
      if (step.kind === 'kernel') {
        const { reads, writes } = kernelBuffers(step.kernel);
        [...reads, ...writes].forEach((buffer) => touch(buffer, at));
        at++;
        continue;
      }
      const start = at;
      visit(step.body);
      // What a loop reads from outside itself must last for all of its iterations.
      for (const kernel of kernelsInOrder(step.body)) {
        for (const buffer of kernelBuffers(kernel).reads)
          if ((ranges.get(buffer)?.from ?? start) < start) touch(buffer, at - 1);
      }
    }
  };
  visit(entry.steps);
  entry.results.forEach(({ buffers }) => buffers.forEach((buffer) => touch(buffer, at)));
  return [...ranges].map(([buffer, range]) => ({ buffer, ...range }));
}

function mostLive(ranges: readonly LiveRange[], n: number): number {
  const last = Math.max(-1, ...ranges.map(({ to }) => to));
  let most = 0;
  for (let at = -1; at <= last; at++) {
    const live = ranges.filter(({ from, to }) => from <= at && at <= to);
    most = Math.max(
      most,
      live.reduce((sum, { buffer }) => sum + bytesAt(buffer, n), 0),
    );
  }
  return most;
}

/**
 * Buffers whose size does not grow with N, those that grow with N and those that grow with N² lie in three regions, so
 * that one plan serves every N. In each, the largest are placed first, at the lowest place free for their live range.
 */
function placeByDegree(entries: readonly (readonly LiveRange[])[], addresses: Map<Buffer, Address>): Polynomial {
  const ends: number[] = [];
  for (const degree of [0, 1, 2]) {
    const start: Polynomial = ends.slice(0, degree);
    const lasts = entries.map((ranges) => {
      const own = ranges.filter(({ buffer }) => degreeOf(buffer) === degree);
      return placeGreedily(
        own,
        (buffer) => unitsOf(buffer, degree),
        (buffer, offset) => {
          const polynomial = [...start, offset];
          addresses.set(buffer, {
            offset: polynomial,
            bytes: [...new Array<number>(degree).fill(0), unitsOf(buffer, degree)],
          });
        },
      );
    });
    ends.push(Math.max(0, ...lasts));
  }
  while (ends.at(-1) === 0) ends.pop();
  return ends;
}

const degreeOf = ({ shape }: Buffer): number => Math.min(2, shape.filter((extent) => affine(extent).n !== 0).length);

/** Bytes per capacity^degree, rounded up so that lower terms and the alignment are covered for every capacity. */
function unitsOf(buffer: Buffer, degree: number): number {
  const size = sizeOf(buffer.shape);
  const { bytes } = dtypes[buffer.dtype];
  let units = 0;
  for (let k = size.length - 1; k >= 0; k--) {
    const coefficient = size[k]! * bytes;
    units += k >= degree ? coefficient : Math.max(0, coefficient) / capacityStep ** (degree - k);
  }
  return roundUp(Math.ceil(units), alignment / Math.min(alignment, capacityStep ** degree));
}

function placeGreedily(
  ranges: readonly LiveRange[],
  sizeOfBuffer: (buffer: Buffer) => number,
  place: (buffer: Buffer, offset: number) => void,
): number {
  const placed: { range: LiveRange; offset: number; end: number }[] = [];
  const largestFirst = [...ranges].sort((a, b) => sizeOfBuffer(b.buffer) - sizeOfBuffer(a.buffer) || a.from - b.from);
  for (const range of largestFirst) {
    const size = sizeOfBuffer(range.buffer);
    const together = placed
      .filter((other) => other.range.from <= range.to && range.from <= other.range.to)
      .sort((a, b) => a.offset - b.offset);
    let offset = 0;
    for (const other of together) {
      if (other.offset - offset >= size) break;
      offset = Math.max(offset, other.end);
    }
    placed.push({ range, offset, end: offset + size });
    place(range.buffer, offset);
  }
  return Math.max(0, ...placed.map(({ end }) => end));
}
