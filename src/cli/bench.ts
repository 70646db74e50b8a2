import { elements, leastRange, shapeAt, type Fed } from '../base/index.js';
import { profile, type Data, type Inputs, type Profile, type ProfiledKernel, type Target } from '../compiler/index.js';
import { loadModel } from './loadModel.js';
import type { Terminal } from './terminal.js';

export interface BenchOptions {
  readonly batch?: number;
  readonly target?: Target;
  readonly memory?: string;
  readonly check?: boolean;
}

/** `tapeless bench FILE`: where the time of a step goes, kernel by kernel. */
export async function benchCommand(file: string, options: BenchOptions, terminal: Terminal): Promise<number> {
  const { batch = 32, target = 'js', memory, check = true } = options;
  const { declarations, locate, explain, name } = await loadModel(file, { check });
  for (const [exportName, declaration] of declarations) {
    try {
      const profiled = profile(declaration as object, {
        target,
        locate,
        batch,
        ...(memory !== undefined && { memory }),
      });
      const title = declarations.length > 1 ? `${name}, ${exportName}` : name;
      terminal.out(table(title, profiled, batch, measure(profiled, batch)));
    } catch (thrown) {
      throw explain(thrown);
    }
  }
  return 0;
}

interface Measured {
  /** Of each kernel in one step: its milliseconds in all, and how often it runs. */
  readonly kernels: readonly { readonly milliseconds: number; readonly runs: number }[];
  /** Milliseconds of a whole step, feeding and results included. */
  readonly step: number;
  readonly steps: number;
}

/** Rounds of which the fastest counts: what else the machine did meanwhile only ever adds. */
const rounds = 5;
/** Milliseconds that a round takes at least. */
const roundLength = 200;

function measure({ create, entry, feeds, take }: Profile<object>, batch: number): Measured {
  const net = create({ seed: 1 }) as Record<'step' | 'run', (inputs: Inputs) => unknown>;
  const inputs: Inputs = Object.fromEntries(feeds.map((fed) => [fed.name, sampleOf(fed, batch)]));
  const runFor = (milliseconds: number): Measured => {
    take();
    const start = performance.now();
    let steps = 0;
    do {
      net[entry](inputs);
      steps++;
    } while (performance.now() - start < milliseconds);
    const step = (performance.now() - start) / steps;
    return {
      step,
      steps,
      kernels: take().map((time) => ({ milliseconds: time.milliseconds / steps, runs: time.runs / steps })),
    };
  };
  // The first steps run in the interpreter.
  runFor(2 * roundLength);
  const all = Array.from({ length: rounds }, () => runFor(roundLength));
  return all.reduce((best, found) => (found.step < best.step ? found : best));
}

/** Values that any model takes: indices inside their range, numbers between 0 and 1. */
function sampleOf(fed: Fed, batch: number): Data {
  const { dtype, shape } = fed;
  const count = elements(shapeAt(shape, batch));
  const below = dtype === 'bool' ? 2 : (leastRange(fed, batch) ?? 2);
  const values = Array.from({ length: count }, (_, k) => (k * 0.6180339887498949) % 1);
  const arrays = { f32: Float32Array, i32: Int32Array, u32: Uint32Array, bool: Uint8Array, f64: Float64Array };
  return arrays[dtype].from(dtype === 'f32' ? values : values.map((value) => Math.floor(value * below))) as Data;
}

function table(title: string, { entry, feeds, kernels }: Profile<object>, batch: number, measured: Measured): string {
  const inKernels = measured.kernels.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const rows = kernels.map((kernel, k) => {
    const { milliseconds, runs } = measured.kernels[k]!;
    const operations = kernel.operations(batch) * runs;
    return [
      milliseconds.toFixed(4),
      `${((100 * milliseconds) / inKernels).toFixed(1)} %`,
      `${operations}`,
      milliseconds > 0 ? (operations / milliseconds / 1e6).toFixed(2) : '',
      `${kernel.arenaBytes(batch)}`,
      kernel.title,
      linesOf(kernel),
    ];
  });
  const heads = ['ms', 'share', 'FLOP', 'GFLOP/s', 'arena bytes', 'kernel', 'line'];
  const total = `${measured.step.toFixed(4)} ms a ${entry}, of which ${inKernels.toFixed(4)} in kernels`;
  const samples = feeds.some(({ shape }) => shape.some((extent) => typeof extent === 'string'))
    ? ` of ${batch} samples`
    : '';
  return `${title}: ${entry}${samples}\n\n${columns([heads, ...rows])}\n\n${total} (timing them included; the fastest of ${rounds} rounds, ${measured.steps} in it)\n`;
}

const linesOf = ({ sources }: ProfiledKernel): string =>
  [...new Set(sources.map(({ file, line }) => `${decodeURIComponent(file.split('/').at(-1) ?? '')}:${line}`))].join(
    ', ',
  );

/** Text in columns: numbers to the right, words to the left. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, k) => Math.max(...rows.map((row) => row[k]!.length)));
  const cell = (text: string, k: number): string => (k < 5 ? text.padStart(widths[k]!) : text.padEnd(widths[k]!));
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n');
}
