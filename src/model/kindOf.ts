import { tagOf } from '../base/index.js';
import { isTensor } from '../ops/index.js';
import { isRatio } from './ratio.js';

/** What a value is, in words. */
export function kindOf(x: unknown): string {
  if (x === undefined) return 'missing';
  if (x === null) return 'null';
  if (Array.isArray(x)) return 'an array';
  if (isTensor(x)) return 'a tensor';
  if (isRatio(x)) return 'a ratio';
  if (isPromise(x)) return 'a promise: the function is async, and tracing does not wait';
  if (typeof x === 'string') return `the text ${JSON.stringify(x)}`;
  if (typeof x === 'object') return isRecord(x) ? 'an object' : `a ${tagOf(x)}`;
  return typeof x === 'function' ? 'a function' : `the ${typeof x} ${String(x)}`;
}

/** Whether a value is an object of values by name: not a tensor, ratio, array, promise or Map. */
export const isRecord = (x: unknown): x is Readonly<Record<string, unknown>> =>
  typeof x === 'object' && x !== null && tagOf(x) === 'Object' && !isTensor(x) && !isRatio(x) && !isPromise(x);

/** Whether a value is a promise. What it fails with is caught: it would end the process before the error is told. */
export function isPromise(x: unknown): x is PromiseLike<unknown> {
  const isOne = typeof x === 'object' && x !== null && 'then' in x && typeof x.then === 'function';
  if (isOne) (x as PromiseLike<unknown>).then(undefined, () => {});
  return isOne;
}
