import {
  encode,
  op,
  i32,
  get,
  set,
  local,
  wasmFunction,
  wasmModule,
  v128,
  loop,
  label,
  branchIf,
} from '../codegen/wasm/encoding/index.js';
import type { Instruction, Local, WasmModule } from '../codegen/wasm/encoding/index.js';

/** GFLOP/s, a multiply-add counting 2; null where the engine lacks the instruction. */
export interface Peak {
  /** By f32x4.mul and f32x4.add, which is what every engine has. */
  readonly separate: number;
  /** By f32x4.relaxed_madd. */
  readonly fused: number | null;
}

/** As many as hide the latency of both instructions, and fit into 16 registers with their two factors. */
const accumulators = 12;
const unrolled = 8;
const lanes = 4;

type Step = (sum: Instruction, factor: Instruction, term: Instruction) => Instruction;
/** Two instructions, each rounding. */
export const separate: Step = (sum, factor, term) => op('f32x4.add', op('f32x4.mul', sum, factor), term);
/** One, which rounds once where the engine fuses it. */
export const fused: Step = (sum, factor, term) => op('f32x4.relaxed_madd', sum, factor, term);

/** `run(turns)`: sums that depend on nothing but themselves, all in registers. */
export function probeModule(step: Step): WasmModule {
  const turns = local('turns', 'i32');
  const [factor, term, total] = ['factor', 'term', 'total'].map((name) => local(name, 'v128')) as [Local, Local, Local];
  const sums = Array.from({ length: accumulators }, (_, k) => local(`sum_${k}`, 'v128'));
  const again = label('again');
  const body = [
    // Towards a fixed point, so that no value becomes infinite or subnormal.
    set(factor, v128('f32x4', 0.75)),
    set(term, v128('f32x4', 0.25)),
    ...sums.map((sum, k) => set(sum, v128('f32x4', k))),
    loop(again, [
      ...Array.from({ length: unrolled }, () =>
        sums.map((sum) => set(sum, step(get(sum), get(factor), get(term)))),
      ).flat(),
      set(turns, op('i32.sub', get(turns), i32(1))),
      branchIf(again, get(turns)),
    ]),
    set(
      total,
      sums.map(get).reduce((a, b) => op('f32x4.add', a, b)),
    ),
    op('i32x4.bitmask', get(total)),
  ];
  const run = wasmFunction('run', { parameters: [turns], result: 'i32', body });
  return wasmModule({ functions: [run], exports: [{ name: 'run', kind: 'function', of: 'run' }] });
}

function peakOf(step: Step): number | null {
  const bytes = encode(probeModule(step)) as BufferSource;
  if (!WebAssembly.validate(bytes)) return null;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const run = exports['run'] as (turns: number) => number;
  const turns = 200_000;
  const speeds = Array.from({ length: 60 }, () => {
    const before = performance.now();
    run(turns);
    return (2 * lanes * accumulators * unrolled * turns) / (performance.now() - before) / 1e6;
  });
  // The core's peak, not its mean: whatever else ran on it took away from some of the rounds.
  return Math.max(...speeds);
}

/** What this core reaches now. */
export const measurePeak = (): Peak => ({ separate: peakOf(separate)!, fused: peakOf(fused) });
