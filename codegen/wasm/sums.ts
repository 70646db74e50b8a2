import { unreachable } from '../../src/base/index.js';
import {
  insideOf,
  lanesOf,
  routinesOf,
  type Routine,
  type Schedule,
  type Statement,
} from '../../src/schedule/index.js';
import { functionPlaces, type WasmModule } from './encoding/index.js';

/**
 * Where the routines of sums of products lie in a program's bytes: there an engine that multiplies and adds in one step may
 * do so. Each sum stands as `x, y, f32x4.mul, local.get sum, f32x4.add`, which the runtime finds by these bytes; null
 * where there is none.
 */
export function placeOfSums(
  schedule: Schedule,
  module: WasmModule,
  bytes: Uint8Array,
): readonly [number, number] | null {
  const routines = routinesOf(schedule).filter((routine) => sumsIn(routine) > 0);
  if (routines.length === 0) return null;
  const names = new Set(routines.map(({ name }) => name));
  const places = functionPlaces(bytes).filter((_, k) => names.has(module.functions[k]!.name));
  const range = [Math.min(...places.map(({ from }) => from)), Math.max(...places.map(({ to }) => to))] as const;
  const printed = routines.reduce((sum, routine) => sum + sumsIn(routine), 0);
  const found = countSums(bytes.subarray(...range));
  if (found !== printed) unreachable(`${printed} sums were printed, and ${found} would be found`);
  return range;
}

const sumsIn = ({ body }: Routine): number => count(body);

const count = (body: readonly Statement[]): number =>
  body.reduce((sum, s) => sum + (isSum(s) ? 1 : 0) + insideOf(s).reduce((inner, own) => inner + count([own]), 0), 0);

/** `sum = x * y + sum` of vectors. */
function isSum(s: Statement): boolean {
  if (s.kind !== 'assign' || s.value.kind !== 'call' || s.value.fn !== 'add' || lanesOf(s.value) !== 4) return false;
  const [product, sum] = s.value.args;
  const isProduct = product!.kind === 'call' && product!.fn === 'mul' && product!.dtype === 'f32';
  return isProduct && sum!.kind === 'name' && sum!.name === s.name;
}

/** As the runtime finds them, but byte by byte. */
function countSums(code: Uint8Array): number {
  let sums = 0;
  for (let k = code.indexOf(0xfd); k >= 0; k = code.indexOf(0xfd, k + 1)) {
    if (code[k + 1] !== 0xe6 || code[k + 2] !== 0x01 || code[k + 3] !== 0x20) continue;
    const add = k + (code[k + 4]! > 127 ? 6 : 5);
    if (code[add] === 0xfd && code[add + 1] === 0xe4 && code[add + 2] === 0x01) sums++;
  }
  return sums;
}
