import type { Options, Params, SingleBar } from 'cli-progress';
import type { Logs } from './callbacks.js';

/** Shows how the training goes. */
export interface Progress {
  start(epoch: number, steps: number): void;
  /** The averages are asked for only when they are shown. */
  step(done: number, means: () => Logs): void;
  end(logs: Logs): void;
  /** Lets go of the terminal and its timer, also when training failed. */
  stop(): void;
}

export const silent: Progress = { start() {}, step() {}, end() {}, stop() {} };

/** A bar where there is a terminal, lines elsewhere. */
export async function visible(epochs: number): Promise<Progress> {
  const stream = typeof process === 'undefined' ? undefined : process.stdout;
  return stream?.isTTY ? bar(epochs, stream) : lines(epochs, (line) => console.log(line));
}

/** One line an epoch. */
export function lines(epochs: number, print: (line: string) => void): Progress {
  const clock = stopwatch();
  return {
    start: (epoch, steps) => clock.start(epoch, steps),
    step() {},
    end: (logs) => print(`${clock.title(epochs)}  ${clock.summary(logs)}`),
    stop() {},
  };
}

/** Milliseconds between two drawings. */
const drawEvery = 100;

/** A bar with the averages so far, steps a second and the time left; when the epoch ends, the same line as `lines`. */
export async function bar(epochs: number, stream: NodeJS.WritableStream): Promise<Progress> {
  // Loaded only here: in a page there is no terminal, and no such package.
  const { default: progress } = await import('cli-progress');
  const clock = stopwatch();
  let current: SingleBar | undefined;
  let drawn = 0;
  const format = (options: Options, { progress: part, value, total, maxWidth }: Params, payload: Payload): string => {
    const title = clock.title(epochs);
    const bars = `[${progress.Format.BarFormat(part, options)}] ${value}/${total}`;
    const parts =
      payload.summary === undefined ? [bars, logsText(payload.logs), clock.speed(value)] : [payload.summary];
    // A line that wraps cannot be drawn over.
    return [title, ...parts].join('  ').slice(0, Math.max(20, maxWidth - 1));
  };
  return {
    start(epoch, steps) {
      clock.start(epoch, steps);
      // It handles no signal: in a loop with few pauses, an interrupt would wait for it.
      const options = { stream, format, barsize: 24, gracefulExit: false, linewrap: true };
      current = new progress.SingleBar(options as Options, progress.Presets.legacy);
      current.start(steps, 0, { logs: {} });
    },
    step(done, means) {
      if (performance.now() - drawn < drawEvery) return;
      drawn = performance.now();
      current?.update(done, { logs: means() });
    },
    end(logs) {
      current?.update(clock.steps(), { logs, summary: clock.summary(logs) });
      current?.stop();
    },
    stop: () => current?.stop(),
  };
}

interface Payload {
  readonly logs: Logs;
  readonly summary?: string;
}

const numberText = (value: number): string =>
  Math.abs(value) >= 1e-3 || value === 0 ? value.toFixed(4) : value.toExponential(2);

const logsText = (logs: Logs): string =>
  Object.entries(logs)
    .map(([name, value]) => `${name} ${numberText(value)}`)
    .join('  ');

function stopwatch() {
  let [epoch, steps, begin] = [0, 0, 0];
  const seconds = (): number => Math.max(1e-9, (performance.now() - begin) / 1000);
  return {
    start(newEpoch: number, newSteps: number): void {
      [epoch, steps, begin] = [newEpoch, newSteps, performance.now()];
    },
    steps: (): number => steps,
    title: (epochs: number): string => `epoch ${`${epoch + 1}`.padStart(`${epochs}`.length)}/${epochs}`,
    speed(done: number): string {
      const left = done === 0 ? '' : `  ${((seconds() / done) * (steps - done)).toFixed(1)} s left`;
      return `${(done / seconds()).toFixed(0)} steps/s${left}`;
    },
    summary: (logs: Logs): string =>
      `${logsText(logs)}  (${steps} ${steps === 1 ? 'step' : 'steps'} in ${seconds().toFixed(1)} s, ${(steps / seconds()).toFixed(0)} steps/s)`,
  };
}
