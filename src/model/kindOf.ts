import { isTensor } from '../ops/index.js';
import { isRatio } from './ratio.js';

/** What a value is, in words. */
export function kindOf(x: unknown): string {
  if (x === undefined) return 'missing';
  if (x === null) return 'null';
  if (Array.isArray(x)) return 'an array';
  if (isTensor(x)) return 'a tensor';
  if (isRatio(x)) return 'a ratio';
  if (typeof x === 'string') return `the text '${x}'`;
  return typeof x === 'object' ? 'an object' : typeof x === 'function' ? 'a function' : `the ${typeof x} ${String(x)}`;
}
