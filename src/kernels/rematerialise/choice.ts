import type { Buffer } from '../kernel.js';
import { spansOf, withoutGaps, type Timeline } from './timeline.js';

/** Something that is computed again instead of being kept. */
export interface Choice {
  readonly entry: string;
  /** The kernel that runs again, or a part of it. */
  readonly kernel: string;
  /** What is made again and read. */
  readonly makes: readonly Buffer[];
  /** What it is made from, in the arena. */
  readonly reads: readonly Buffer[];
  /** The steps between which the bytes are free for others: the last reader before, and the first after. */
  readonly from: number;
  readonly to: number;
  /** For the batch that the budget is for. */
  readonly bytes: number;
  readonly operations: number;
}

/** The choices that a timeline holds, in the order in which they run. */
export function choicesIn(timeline: Timeline): Choice[] {
  const { entry, tasks } = withoutGaps(timeline);
  const { to } = spansOf({ ...timeline, tasks });
  const read = new Set(tasks.flatMap(({ reads }) => reads));
  const lastRead = new Map<Buffer, number>();
  return tasks.flatMap(({ recipe, reads, writes }, at): Choice[] => {
    const used = writes.filter((value) => read.has(value));
    const ends = used.map(({ buffer }) => lastRead.get(buffer) ?? at);
    writes.forEach((value) => lastRead.set(value.buffer, to[value.id]!));
    if (!recipe) return [];
    return [
      {
        entry: entry.name,
        kernel: recipe.kernel.name,
        makes: used.map(({ buffer }) => buffer),
        reads: reads.map(({ buffer }) => buffer),
        from: Math.min(...ends),
        to: at,
        bytes: used.reduce((sum, { bytes }) => sum + bytes, 0),
        operations: recipe.operations,
      },
    ];
  });
}
