import { typeText, valueText } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { isTensor, tensorOf, type Operand } from '../ops/index.js';

/** Tensors in arrays and records, nested to any depth; what is no tensor (numbers, null, texts) is carried along. */
export type Nest =
  Tensor | readonly Nest[] | { readonly [name: string]: Nest } | number | string | boolean | null | undefined;

/** A nest's tensors in order, and the same nest over other values in their place. */
export interface Flat {
  readonly tensors: readonly Tensor[];
  readonly build: <T>(values: readonly T[]) => unknown;
}

export function flatten(nest: unknown): Flat {
  const tensors: Tensor[] = [];
  walk(nest, (x) => tensors.push(x));
  return {
    tensors,
    build: (values) => {
      let next = 0;
      return walk(nest, () => values[next++]);
    },
  };
}

/**
 * The nest with its plain numbers, booleans and arrays of them as constants, each as `adopt` gives it: what is derived or mapped
 * by must be a tensor.
 */
export function withConstants(
  what: string,
  nest: unknown,
  adopt: (x: Tensor, plain: Operand) => Tensor = (x) => x,
): unknown {
  return walk(nest, (x) => (isTensor(x) ? x : adopt(tensorOf(x, what), x)), isOperand);
}

const isOperand = (x: unknown): x is Operand => isTensor(x) || isPlain(x);

/** A number, a boolean, or such in arrays alone: a list of nothing is none. */
const isPlain = (x: unknown): boolean =>
  Array.isArray(x) ? x.length > 0 && x.every(isPlain) : typeof x === 'number' || typeof x === 'boolean';

function walk(nest: unknown, f: (x: Tensor) => unknown): unknown;
function walk<T>(nest: unknown, f: (x: T) => unknown, isLeaf: (x: unknown) => x is T): unknown;
function walk(nest: unknown, f: (x: Tensor) => unknown, isLeaf: (x: unknown) => x is Tensor = isTensor): unknown {
  if (isLeaf(nest)) return f(nest);
  if (Array.isArray(nest)) return nest.map((x) => walk(x, f, isLeaf));
  if (!isRecord(nest)) return nest;
  return Object.fromEntries(Object.entries(nest).map(([name, x]) => [name, walk(x, f, isLeaf)]));
}

/** Where each tensor of a nest stands in it: `.h`, `[0]`, nothing for a nest that is a tensor. */
export function pathsOf(nest: unknown): string[] {
  if (isTensor(nest)) return [''];
  if (Array.isArray(nest)) return nest.flatMap((x, k) => pathsOf(x).map((path) => `[${k}]${path}`));
  if (!isRecord(nest)) return [];
  return Object.entries(nest).flatMap(([name, x]) => pathsOf(x).map((path) => `.${name}${path}`));
}

/** A nest with the types of its tensors: `{ h: f32[8], c: f32[8] }`. */
export function nestText(nest: unknown): string {
  if (isTensor(nest)) return typeText(nest);
  if (Array.isArray(nest)) return `[${nest.map(nestText).join(', ')}]`;
  if (!isRecord(nest)) return valueText(nest);
  const entries = Object.entries(nest).map(([name, x]) => `${name}: ${nestText(x)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** A plain object; instances of classes are carried along as they are. */
function isRecord(x: unknown): x is Record<string, unknown> {
  if (typeof x !== 'object' || x === null) return false;
  const prototype: unknown = Object.getPrototypeOf(x);
  return prototype === Object.prototype || prototype === null;
}

/** One value for each tensor of the nest, from a prefix of it: a value beside a nest counts for all tensors inside. */
export function spreadPrefix<T>(prefix: unknown, nest: unknown, isLeaf: (x: unknown) => x is T): readonly T[] | null {
  if (isLeaf(prefix)) return flatten(nest).tensors.map(() => prefix);
  if (isTensor(nest)) return null;
  if (Array.isArray(prefix)) {
    if (!Array.isArray(nest) || nest.length !== prefix.length) return null;
    return joined(prefix.map((x, k) => spreadPrefix(x, nest[k], isLeaf)));
  }
  if (!isRecord(prefix) || !isRecord(nest)) return null;
  return joined(Object.entries(nest).map(([name, x]) => spreadPrefix(prefix[name], x, isLeaf)));
}

const joined = <T>(parts: readonly (readonly T[] | null)[]): readonly T[] | null =>
  parts.every((part) => part !== null) ? parts.flat() : null;
