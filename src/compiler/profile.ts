import { emitModule } from '../../codegen/module/index.js';
import { dtypes, polynomialAt, sizeOf, unreachable, type Fed } from '../base/index.js';
import { callsIn, type Schedule } from '../schedule/index.js';
import { moduleOptions, type BuildOptions } from './build.js';
import { compileUnits } from './compileUnits.js';
import { evaluateText } from './evaluateText.js';
import type { Created, CreateOptions } from './instance.js';
import type { KernelReport } from './report.js';

/** A kernel in the order of an entry point's calls. */
export interface ProfiledKernel extends KernelReport {
  /** Bytes of the arena's buffers that it reads or writes, for N samples. */
  readonly arenaBytes: (n: number) => number;
}

/** A running model whose kernels are timed. */
export interface Profile<D extends object> {
  readonly create: (given?: CreateOptions) => Created<D>;
  /** The entry point that is timed: `step` of a model, `run` of a program. */
  readonly entry: 'step' | 'run';
  readonly feeds: readonly Fed[];
  readonly kernels: readonly ProfiledKernel[];
  /** Milliseconds that each kernel took since the last call, and how often it ran; both start again at 0. */
  readonly take: () => readonly { readonly milliseconds: number; readonly runs: number }[];
}

/** Compiles a model or program so that each of its kernels is timed; the code of the kernels is what `build` gives. */
export function profile<D extends object>(declared: D, options: BuildOptions = {}): Profile<D> {
  const units = compileUnits([['default', declared]], { ...options, inCalls: true });
  const { line, report } = units[0]!;
  const entry = line.schedule.entries.find(({ name }) => name === 'step' || name === 'run');
  if (!entry) unreachable('a model has a step, a program a run');
  const calls = callsIn(entry.calls);
  const { files } = emitModule({ ...moduleOptions(units, options), form: 'function' });
  const names = calledIn(line.emitted.text, line.emitted.entries[entry.name]!.name);
  if (names.length !== calls.length) unreachable('each call of a kernel is a line of its own');
  const times = calls.map(() => ({ milliseconds: 0, runs: 0 }));
  const wrapped = [...new Set(names)].map((name) => `${name} = timed(${names.indexOf(name)}, ${name});`);
  const text = `${wrapped.join('\n')}\n${Object.values(files)[0]!}`;
  const module = evaluateText(text, { timed: timing(times) }) as { create: Profile<D>['create'] };
  return {
    create: module.create,
    entry: entry.name as 'step' | 'run',
    feeds: entry.feeds.map(({ fed }) => fed),
    kernels: calls.map(({ nest, buffers }) => ({
      ...report.kernels[nest]!,
      arenaBytes: (n) => arenaBytes(line.schedule, buffers, n),
    })),
    take: () => times.map((time) => take(time)),
  };
}

type Time = { milliseconds: number; runs: number };

const timing =
  (times: readonly Time[]) =>
  (index: number, kernel: (...args: unknown[]) => void) =>
  (...args: unknown[]): void => {
    const start = performance.now();
    kernel(...args);
    const time = times[index]!;
    time.milliseconds += performance.now() - start;
    time.runs++;
  };

function take(time: Time): Time {
  const taken = { ...time };
  time.milliseconds = 0;
  time.runs = 0;
  return taken;
}

/** The functions that an entry point's function calls, in order. */
function calledIn(text: string, entry: string): string[] {
  const start = text.indexOf(`function ${entry}(`);
  const body = text.slice(start, text.indexOf('\n}', start)).split('\n').slice(1);
  return body.flatMap((line) => /^\s+([^\s(]+)\(/.exec(line)?.[1] ?? []);
}

function arenaBytes({ buffers, slices }: Schedule, names: readonly string[], n: number): number {
  const capacity = 16 * Math.ceil(n / 16);
  const touched = buffers.filter(({ name, space }) => space === 'arena' && names.includes(name));
  const parts = slices.filter(({ name }) => names.includes(name));
  return [
    ...touched.map(({ bytes }) => polynomialAt(bytes, capacity)),
    ...parts.map(({ shape, dtype }) => polynomialAt(sizeOf(shape), n) * dtypes[dtype].bytes),
  ].reduce((sum, bytes) => sum + bytes, 0);
}
