import { setTimeout } from 'node:timers/promises';

/** What one process measured of one contender. */
export interface Measured {
  /** Milliseconds of one step, the first quarter of the steps left out. */
  readonly median: number;
  /** From before the import to the end of the first step. */
  readonly first: number;
  readonly steps: number;
  /** Processor time by time passed while stepping: less than 1 where others used the core, or where it waited. */
  readonly busy: number;
  /** What the first steps gave: losses, or checksums of outputs. */
  readonly results: readonly number[];
  /** Of what was measured, where the process knows it best. */
  readonly version?: string;
}

/** A loss, or an output whose values are in JavaScript's hands. */
export type Result = number | ArrayLike<number>;

const seconds = Number(process.env['BENCH_SECONDS'] ?? 2);
/** How many results are compared with the other contenders'. */
const compared = 4;

/** Steps for a while, reading the result of each, and prints the figures as one line of JSON. `start` is before the import. */
export async function measure(start: number, step: () => Result | Promise<Result>): Promise<void> {
  const results = [checksum(await step())];
  const first = performance.now() - start;
  // Threads report that they are ready, and compilers finish, between two turns of the event loop.
  await setTimeout(100);
  const times: number[] = [];
  const [began, usedBefore] = [performance.now(), process.cpuUsage()];
  const end = began + 1000 * seconds;
  while (results.length < compared || (times.length < 50_000 && performance.now() < end)) {
    const before = performance.now();
    const result = await step();
    times.push(performance.now() - before);
    if (results.length < compared) results.push(checksum(result));
  }
  const { user, system } = process.cpuUsage(usedBefore);
  const busy = (user + system) / 1000 / (performance.now() - began);
  const counted = times.slice(times.length >> 2).sort((a, b) => a - b);
  const measured: Measured = { median: counted[counted.length >> 1]!, first, steps: times.length, busy, results };
  process.stdout.write(`${JSON.stringify(measured)}\n`);
}

/** One number that tells outputs apart, also where their elements are the same in another order. */
export function checksum(result: Result): number {
  if (typeof result === 'number') return result;
  let sum = 0;
  for (let k = 0; k < result.length; k++) sum += result[k]! * (1 + (k % 97));
  return sum / result.length;
}
