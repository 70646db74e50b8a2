import type { Outlook } from './recomputed.js';
import type { PlacedReplay, Task, Timeline, Value } from './timeline.js';

/**
 * A timeline in which a loop computes again what another one has stacked for it. Null where one of them has been changed
 * already, or where what is read has been overwritten meanwhile.
 */
export function replayed({ timeline, valuesOf }: Outlook, placed: PlacedReplay): Timeline | null {
  const { replay, first, second } = placed;
  const { tasks, known, count } = timeline;
  const [one, other] = [first, second].map((step) =>
    tasks.find(({ home, recipe }) => recipe === null && home === step)!,
  );
  if (!one || !other || one.loop || other.loop || one.writes.length === 0) return null;
  const isChanged = replay.reads.some((buffer) =>
    (known.writers.get(buffer) ?? []).some((writer) => first < writer && writer <= second),
  );
  if (isChanged) return null;
  const stacks = replay.stacked.map((buffer, k): Value => ({
    id: count + 2 + k,
    buffer,
    bytes: known.bytesOf(buffer),
  }));
  const operands = replay.reads
    .filter((buffer) => buffer.space === 'arena' && !replay.stacked.includes(buffer))
    .map((buffer) => other.reads.find((value) => value.buffer === buffer) ?? valuesOf.get(buffer)?.at(-1));
  if (operands.includes(undefined)) return null;
  const isKept = ({ buffer }: Value): boolean => buffer.name !== '' && !replay.dropped.includes(buffer);
  const inside = [placed.insideFirst, placed.insideSecond].map((buffer, k): Value => {
    return { id: count + k, buffer, bytes: buffer.shape[0] as number };
  });
  const changed = new Map<Task, Task>([
    [one, { ...one, loop: replay.first, writes: [...one.writes.filter(isKept), inside[0]!, ...stacks] }],
    [
      other,
      {
        ...other,
        loop: replay.second,
        replay,
        reads: [...new Set([...other.reads.filter(isKept), ...(operands as Value[]), ...stacks])],
        writes: [...other.writes.filter(isKept), inside[1]!],
        cost: other.cost + replay.cost,
      },
    ],
  ]);
  return { ...timeline, tasks: tasks.map((task) => changed.get(task) ?? task), count: count + 2 + stacks.length };
}
