import { problem } from './problem.js';
import { bytesOfHex } from './hex.js';
import { fusedSums } from './relaxed.js';
import type { WasmUnit } from './unit.js';

/** The program of a module that carries it along, compiled when the first instance is made. */
export function programWithin(unit: WasmUnit, isRelaxed = false): WebAssembly.Module {
  return (unit[isRelaxed ? 'fused' : 'plain'] ??= compiledHere(bytesWithin(unit, isRelaxed)));
}

/** Compiles it while other things go on. Where that fails, `create` tries again, and says what is wrong. */
export async function compileProgram(unit: WasmUnit, isRelaxed = false): Promise<void> {
  try {
    unit[isRelaxed ? 'fused' : 'plain'] ??= await WebAssembly.compile(bytesWithin(unit, isRelaxed));
  } catch {}
}

export function bytesWithin({ program, sums }: WasmUnit, isRelaxed: boolean): Uint8Array<ArrayBuffer> {
  const hex = program() as string;
  return bytesOfHex(isRelaxed ? fusedSums(hex, sums!) : hex);
}

export function compiledHere(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    // A page's policy refuses to compile, and not to validate.
    const [code, mend] = globalThis.WebAssembly?.validate(bytes)
      ? ['no-wasm', "Allow 'wasm-unsafe-eval' in the page's Content-Security-Policy"]
      : ['old-engine', 'Take a newer engine, whose WebAssembly has SIMD and shared memory'];
    throw problem(
      code,
      `WebAssembly is refused here (${(error as Error).message}). ${mend}, or build with --target js.`,
    );
  }
}
