import type { Polynomial } from '../../../src/base/index.js';
import type { Placed, Schedule } from '../../../src/schedule/index.js';
import { scratchBytes } from './scratch.js';
import { threadBytes } from './threads.js';

/**
 * Addresses in bytes: what threads tell each other, constants and state, which never move; then scratch memory and the
 * arena, which grow. Behind all of it comes scratch memory of further threads, if there are any.
 */
export interface MemoryMap {
  readonly constants: number;
  readonly state: number;
  readonly scratch: number;
  /** Where the arena begins: a polynomial in the capacity. */
  readonly arena: Polynomial;
  /** Bytes of all. */
  readonly end: Polynomial;
  /** Bytes of scratch memory for each further thread. */
  readonly more: Polynomial;
}

const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64;

export function memoryMap(schedule: Schedule): MemoryMap {
  const { memory } = schedule;
  const state = threadBytes + aligned(memory.constants);
  const scratch = state + aligned(memory.state);
  const [fixed, growing] = scratchBytes(schedule);
  // The capacity is a multiple of 16, so that a multiple of it in 4 bytes is one of 64.
  const more = growing === 0 ? [aligned(fixed)] : [aligned(fixed), growing];
  const arena = sum([scratch], more);
  return { constants: threadBytes, state, scratch, arena, end: sum(arena, memory.arena), more };
}

export const sum = (a: Polynomial, b: Polynomial): Polynomial =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, k) => (a[k] ?? 0) + (b[k] ?? 0));

/** Where a buffer begins. */
export function addressOf({ space, offset }: Placed, map: MemoryMap): Polynomial {
  return sum(offset, space === 'arena' ? map.arena : [map[space]]);
}
