import { createRequire } from 'node:module';
import { encode, text, type WasmModule } from '../../codegen/wasm/encoding/index.js';

interface Parsed {
  toBinary(options: { canonicalize_lebs: boolean; write_debug_names: boolean }): { buffer: Uint8Array };
  destroy(): void;
}
interface Wabt {
  parseWat(name: string, text: ArrayBuffer, features: Record<string, boolean>): Parsed;
}

const features = { simd: true, relaxed_simd: true, threads: true, bulk_memory: true, sat_float_to_int: true };

// Its own declarations end in `export =`, which a module of this kind cannot import by type.
const start = createRequire(import.meta.url)('wabt') as () => Promise<Wabt>;
let wabt: Promise<Wabt> | undefined;

/** What wabt makes of our text. */
export async function bytesOfText(source: string, names = false): Promise<Uint8Array> {
  // Not as a string, of which wabt's wrapper keeps the low bytes, nor as a view, of which it takes the whole buffer.
  const { buffer } = new TextEncoder().encode(source).slice();
  const parsed = (await (wabt ??= start())).parseWat('module.wat', buffer, features);
  try {
    return parsed.toBinary({ canonicalize_lebs: true, write_debug_names: names }).buffer.slice();
  } finally {
    parsed.destroy();
  }
}

/** The sections of a module but for the custom ones, which say nothing about what it does. */
export function sections(bytes: Uint8Array): Record<number, string> {
  const found: Record<number, string> = {};
  for (let at = 8; at < bytes.length;) {
    const id = bytes[at++]!;
    let size = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      const byte = bytes[at++]!;
      size += (byte & 127) * 2 ** shift;
      more = byte > 127;
    }
    if (id !== 0) found[id] = Buffer.from(bytes.subarray(at, at + size)).toString('hex');
    at += size;
  }
  return found;
}

/** Our bytes and what wabt makes of our text, section by section. */
export async function both(
  module: WasmModule,
): Promise<{ ours: Record<number, string>; wabts: Record<number, string> }> {
  return { ours: sections(encode(module)), wabts: sections(await bytesOfText(text(module))) };
}

export const run = (module: WasmModule, imports: WebAssembly.Imports = {}): Record<string, CallableFunction> =>
  new WebAssembly.Instance(new WebAssembly.Module(encode(module) as BufferSource), imports).exports as Record<
    string,
    CallableFunction
  >;
