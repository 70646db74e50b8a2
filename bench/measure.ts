/** What one process measured of one contender. */
export interface Measured {
  readonly contender: string;
  readonly workload: string;
  /** Milliseconds of one step, the first quarter of the steps left out. */
  readonly median: number;
  readonly first: number;
  readonly steps: number;
  readonly losses: readonly number[];
}

const seconds = Number(process.env['BENCH_SECONDS'] ?? 2);

/** Steps for a while, reading the loss of each, and prints the figures as one line of JSON. */
export async function measure(
  contender: string,
  workload: string,
  start: number,
  step: () => number | Promise<number>,
): Promise<void> {
  const losses = [await step()];
  const first = performance.now() - start;
  const times: number[] = [];
  const end = performance.now() + 1000 * seconds;
  while (times.length < 50_000 && (performance.now() < end || times.length < 8)) {
    const before = performance.now();
    const loss = await step();
    times.push(performance.now() - before);
    if (losses.length < 4) losses.push(loss);
  }
  const counted = times.slice(times.length >> 2).sort((a, b) => a - b);
  const result: Measured = {
    contender,
    workload,
    median: counted[counted.length >> 1]!,
    first,
    steps: times.length,
    losses,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
