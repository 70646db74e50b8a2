import { problem } from './problem.js';
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

export function bytesOfHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: hex.length / 2 }, (_, k) => Number.parseInt(hex.slice(2 * k, 2 * k + 2), 16));
}

export function compiledHere(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    // A page's policy refuses to compile, and not to validate.
    const isPolicy = globalThis.WebAssembly?.validate(bytes);
    const mend = isPolicy ? "Allow 'wasm-unsafe-eval' in the page's Content-Security-Policy" : 'Take a newer engine';
    const says = `${isPolicy ? 'WebAssembly' : 'WebAssembly with SIMD and shared memory'} is refused here: ${reasonOf(error)}`;
    throw problem(isPolicy ? 'no-wasm' : 'old-engine', `${says}. ${mend}, or build with --target js.`);
  }
}

/** What was thrown, in its own words, without the full stop. */
export function reasonOf(error: unknown): string {
  return String((error as { message?: unknown })?.message ?? error).replace(/\.$/, '');
}
