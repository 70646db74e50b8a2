import { identifierOf } from '../base/index.js';
import type { Axis, Expr } from '../expr/index.js';
import type { Argument } from './loopNest.js';
import type { Buffer } from '../kernels/index.js';

/** The names inside one nest. */
export interface Names {
  readonly argument: (buffer: object) => string;
  readonly arguments: () => readonly Argument[];
  readonly axis: (axis: Axis) => string;
  readonly register: (x: Expr) => string;
  readonly fresh: (base: string) => string;
}

const loopNames = ['i', 'j', 'k', 'l', 'm', 'n'];

/** Buffers are arguments under names like the user's; registers are called for what they hold. */
export function makeNames(buffers: readonly { readonly buffer: Buffer; readonly access: Argument['access'] }[]): Names {
  const taken = new Set<string>(['N', ...loopNames]);
  const list = buffers.map(({ buffer, access }) => {
    return {
      buffer,
      argument: { name: identifierOf(shortName(buffer.name), taken), dtype: buffer.dtype, access },
    };
  });
  const byBuffer = new Map<object, string>(list.map(({ buffer, argument }) => [buffer, argument.name]));
  const axes = new Map<Axis, string>();
  const fresh = (base: string): string => identifierOf(base, taken);
  return {
    argument: (buffer) => byBuffer.get(buffer)!,
    arguments: () => list.map(({ argument }) => argument),
    axis: (axis) => {
      const known = axes.get(axis) ?? loopNames[axes.size] ?? fresh('i');
      axes.set(axis, known);
      return known;
    },
    register: (x) => fresh(registerName(x, (from) => byBuffer.get(from) ?? 'value')),
    fresh,
  };
}

/** Without our own prefix, and without the number that tells buffers of one name apart: `tapeless/step`, `add.1`. */
export const shortName = (name: string): string => name.replace(/^tapeless\//, '').replace(/\.\d+$/, '');

function registerName(x: Expr, argument: (from: object) => string): string {
  switch (x.kind) {
    case 'load':
      return argument(x.from);
    case 'call':
      return x.dtype === 'i32' ? 'at' : x.dtype === 'bool' ? 'is' : x.fn;
    case 'reduce':
      return x.monoid;
    case 'cast':
      return x.dtype;
    case 'select':
      return 'choice';
    case 'constant':
    case 'axis':
    case 'extent':
      return 'value';
  }
}
