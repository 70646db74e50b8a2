import type { Buffer, ProgramEntry, Step } from '../kernel.js';
import { bodiesOf } from '../steps.js';
import { spansOf, withoutGaps, type Task, type Timeline } from './timeline.js';

/** Something that is computed again instead of being kept. */
export interface Choice {
  readonly entry: string;
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
  const { entry, tasks, known } = withoutGaps(timeline);
  const { to } = spansOf({ ...timeline, tasks });
  const starts = startsOf(tasks, entry);
  const read = new Set(tasks.flatMap(({ reads }) => reads));
  const lastRead = new Map<Buffer, number>();
  return tasks.flatMap(({ recipe, replay, reads, writes }, at): Choice[] => {
    const used = writes.filter((value) => read.has(value)).map(({ buffer }) => buffer);
    const first = replay && tasks.findIndex(({ loop }) => loop === replay.first);
    const ends = used.map((buffer) => lastRead.get(buffer) ?? at);
    writes.forEach((value) => lastRead.set(value.buffer, to[value.id]!));
    const work = replay ?? recipe;
    if (!work) return [];
    const makes = replay ? replay.dropped : used;
    const operands = replay ? replay.reads.filter(({ space }) => space === 'arena') : reads.map(({ buffer }) => buffer);
    return [
      {
        entry: entry.name,
        makes,
        reads: operands,
        from: starts[(first ?? Math.min(...ends)) + 1]! - 1,
        to: starts[at]!,
        bytes: makes.reduce((sum, buffer) => sum + known.bytesOf(buffer), 0),
        operations: work.operations,
      },
    ];
  });
}

/** The moment at which each task begins, as the memory plan counts them: kernels inside loops are moments, too. */
function startsOf(tasks: readonly Task[], { steps }: ProgramEntry): number[] {
  const starts = [0];
  for (const { recipe, loop, home } of tasks)
    starts.push(starts.at(-1)! + (recipe ? 1 : momentsOf(loop ?? steps[home]!)));
  return starts;
}

const momentsOf = (step: Step): number =>
  step.kind === 'kernel'
    ? 1
    : bodiesOf(step).reduce((sum, body) => sum + body.reduce((all, one) => all + momentsOf(one), 0), 1);
