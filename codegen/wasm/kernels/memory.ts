import type { Polynomial } from '../../../src/base/index.js';
import type { Placed, Schedule } from '../../../src/schedule/index.js';
import { scratchBytes } from './scratch.js';

/** Addresses in bytes: constants first, then state, which never move; then scratch memory and the arena, which grow. */
export interface MemoryMap {
  readonly constants: number;
  readonly state: number;
  /** Where scratch memory begins, and after it the arena: polynomials in the capacity. */
  readonly scratch: Polynomial;
  readonly arena: Polynomial;
  /** Bytes of all. */
  readonly end: Polynomial;
}

const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64;

export function memoryMap(schedule: Schedule): MemoryMap {
  const { memory } = schedule;
  const state = aligned(memory.constants);
  const scratch = state + aligned(memory.state);
  const [fixed, growing] = scratchBytes(schedule);
  // The capacity is a multiple of 16, so that a multiple of it in 4 bytes is one of 64.
  const arena = [scratch + aligned(fixed), growing];
  return { constants: 0, state, scratch: [scratch], arena, end: sum(arena, memory.arena) };
}

export const sum = (a: Polynomial, b: Polynomial): Polynomial =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, k) => (a[k] ?? 0) + (b[k] ?? 0));

/** Where a buffer begins. */
export function addressOf({ space, offset }: Placed, map: MemoryMap): Polynomial {
  return sum(offset, space === 'arena' ? map.arena : [map[space]]);
}
