import type { Buffer, ProgramEntry, Step } from './kernel.js';
import { bodiesOf, buffersIn, kernelBuffers, rootOf } from './steps.js';

/** From the step that makes a value to the last that reads it, both included; -1 is before the first. */
export interface LiveRange {
  readonly buffer: Buffer;
  readonly from: number;
  readonly to: number;
}

/**
 * When each buffer of the arena holds a value that is still needed; kernels inside loops count once each. What is made in
 * an iteration lives within it. What a loop finds when it begins lasts for all of its iterations, and so does what its
 * iterations fill together.
 */
export function liveRangesOf(entry: ProgramEntry): LiveRange[] {
  const ranges = new Map<Buffer, { from: number; to: number }>();
  const touch = (touched: Buffer, from: number, to = from): void => {
    const buffer = rootOf(touched);
    if (buffer.space !== 'arena') return;
    const known = ranges.get(buffer);
    if (!known) ranges.set(buffer, { from, to });
    else ranges.set(buffer, { from: Math.min(known.from, from), to: Math.max(known.to, to) });
  };
  entry.feeds.forEach(({ buffer }) => touch(buffer, -1));
  let at = 0;
  const visit = (step: Step): void => {
    if (step.kind === 'kernel') {
      const { reads, writes } = kernelBuffers(step.kernel);
      [...reads, ...writes].forEach((buffer) => touch(buffer, at));
      at++;
      return;
    }
    const start = at;
    // A moment of its own: of the test, or for a loop that does nothing.
    if (step.kind !== 'loop') touch(step.condition, at);
    at++;
    bodiesOf(step).forEach((body) => body.forEach(visit));
    if (step.kind === 'while') touch(step.condition, at - 1);
    if (step.kind === 'branch') return;
    for (const buffer of buffersIn([step])) {
      const isFromOutside = (ranges.get(rootOf(buffer))?.from ?? start) < start;
      const isFilled = step.kind === 'loop' && slicesBy(buffer, step);
      if (isFromOutside || isFilled) touch(buffer, start, at - 1);
    }
  };
  entry.steps.forEach(visit);
  entry.results.forEach(({ buffers }) => buffers.forEach((buffer) => touch(buffer, at)));
  return [...ranges].map(([buffer, range]) => ({ buffer, ...range }));
}

/** Whether a buffer is another part in each iteration of a loop. */
const slicesBy = ({ slice }: Buffer, loop: Extract<Step, { kind: 'loop' }>): boolean =>
  slice !== undefined && (slice.iteration === loop.iteration || slicesBy(slice.of, loop));
