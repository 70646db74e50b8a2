import { affine, unreachable } from '../../../src/base/index.js';
import type { LoopNest, Schedule, Scratch } from '../../../src/schedule/index.js';

const aligned = (bytes: number): number => Math.ceil(bytes / 16) * 16;

/** Where each piece of a nest's scratch memory lies, in bytes; one that grows with N comes last. */
export function scratchOffsets(scratch: LoopNest['scratch']): number[] {
  const growing = scratch.filter(({ length }) => typeof length === 'string');
  if (growing.length > 1) unreachable('a nest has one piece of scratch memory that grows with N, at most');
  const fixed = scratch.filter((s) => !growing.includes(s));
  const offsets = new Map<Scratch, number>();
  let end = 0;
  for (const s of [...fixed, ...growing]) {
    offsets.set(s, end);
    end += aligned(4 * Number(s.length));
  }
  return scratch.map((s) => offsets.get(s)!);
}

/** Bytes that all nests can share, since they run one after another: a polynomial in the capacity. */
export function scratchBytes({ nests }: Schedule): readonly [number, number] {
  const sizes = nests.map(({ scratch }) => {
    const lengths = scratch.map(({ length }) => affine(length));
    const plus = lengths.reduce((sum, length) => sum + aligned(4 * Math.max(0, length.plus)), 0);
    return [plus, 4 * lengths.reduce((sum, { n }) => sum + n, 0)] as const;
  });
  return [Math.max(0, ...sizes.map(([plus]) => plus)), Math.max(0, ...sizes.map(([, n]) => n))];
}
