import { affine, dtypes, polynomialAt, range, sizeOf, type Polynomial } from '../base/index.js';
import type { Buffer, Program, ProgramEntry } from './kernel.js';
import { liveRangesOf, type LiveRange } from './liveRanges.js';
import { buffersIn, rootOf } from './steps.js';

/** Every buffer is aligned to a cache line, and the batch is planned in steps that keep it so. */
export const alignment = 64;
export const capacityStep = 16;

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

/** Bytes of the arena for a batch. */
export const arenaOf = (program: Program, batch: number): number =>
  polynomialAt(planMemory(program).arena, capacityOf(batch));

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

const buffersOf = ({ steps }: ProgramEntry, space: Buffer['space']): Buffer[] =>
  [...new Set(buffersIn(steps).map(rootOf))].filter((buffer) => buffer.space === space);

/** The most bytes that are alive at one moment. */
export function mostLive(ranges: readonly LiveRange[], n: number): number {
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
 * Buffers whose size does not grow with N, those that grow with N, those that grow with N² and so on lie in regions of their own, so
 * that one plan serves every N. In each, the largest are placed first, at the lowest place free for their live range.
 */
function placeByDegree(entries: readonly (readonly LiveRange[])[], addresses: Map<Buffer, Address>): Polynomial {
  const ends: number[] = [];
  const most = Math.max(0, ...entries.flatMap((ranges) => ranges.map(({ buffer }) => degreeOf(buffer))));
  for (const degree of range(most + 1)) {
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

const degreeOf = ({ shape }: Buffer): number => shape.filter((extent) => affine(extent).n !== 0).length;

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
