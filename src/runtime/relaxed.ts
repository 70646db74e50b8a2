import { bytesOfHex } from './hex.js';
import type { WasmUnit } from './unit.js';

/** Whether an instance is to multiply and add in one step, where sums of products are. */
export function isRelaxed(unit: WasmUnit, options?: { readonly relaxed?: boolean }): boolean {
  return options?.relaxed !== false && (unit.fuses ??= unit.sums !== undefined && fuses());
}

/** Found out by trying: a square that has no room in an f32 keeps its last bit where it is not rounded before the sum. */
export function fuses(): boolean {
  const code =
    '0061736d0100000001070160027d7d017d03020100070501016600000a160114002000fd132000fd132001fd13fd8502fd1f000b';
  try {
    const { f } = new WebAssembly.Instance(new WebAssembly.Module(bytesOfHex(code))).exports;
    return (f as (x: number, y: number) => number)(1 + 2 ** -12, -1 - 2 ** -11) !== 0;
  } catch {
    return false;
  }
}

/** The program with each `f32x4.mul`, `local.get`, `f32x4.add` of its sums as nothing, `local.get`, `f32x4.relaxed_madd`. */
export function fusedSums(hex: string, [from, to]: readonly [number, number]): string {
  const sums = hex.slice(2 * from, 2 * to).replace(/fde601(20(?:[89a-f].)?[0-7].)fde401/g, '010101$1fd8502');
  return hex.slice(0, 2 * from) + sums + hex.slice(2 * to);
}
