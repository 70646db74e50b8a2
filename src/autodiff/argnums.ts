import { at, badAttribute, valueText } from '../base/index.js';
import { currentSource } from '../graph/index.js';
import { derivable } from './checks.js';

/** Which arguments to derive by: a position gives one result, a list gives a list. */
export type Argnums = number | readonly number[];

/** A function of the arguments that it is derived by alone. */
export interface Chosen {
  readonly f: (...xs: never[]) => unknown;
  readonly xs: readonly unknown[];
  /** What stands for one position, or a list for a list of them. */
  readonly pick: (each: readonly unknown[]) => unknown;
}

/** The arguments at some positions as constants or tensors, and the function with the others in their places. */
export function choose(what: string, f: (...xs: never[]) => unknown, xs: readonly unknown[], argnums: Argnums): Chosen {
  const positions = typeof argnums === 'number' ? [argnums] : argnums;
  requirePositions(what, positions, xs.length);
  return {
    f: (...chosen) => f(...(replaced(xs, positions, chosen) as never[])),
    xs: positions.map((position) => derivable(what, xs[position])),
    pick: (each) => (typeof argnums === 'number' ? each[0] : each),
  };
}

function requirePositions(what: string, positions: unknown, count: number): void {
  const fail = (found: string, expected: string): never => {
    throw at(badAttribute(what, 'argnums', found, expected), currentSource());
  };
  if (!Array.isArray(positions)) fail(valueText(positions), 'a position or a list of positions');
  const list: readonly unknown[] = positions as readonly unknown[];
  const isPosition = (x: unknown): boolean => Number.isInteger(x) && Number(x) >= 0 && Number(x) < count;
  const wrong = list.find((x) => !isPosition(x));
  if (wrong !== undefined) {
    const range = count === 1 ? '0: there is one argument' : `a position from 0 to ${count - 1}`;
    fail(valueText(wrong), count === 0 ? 'an argument at that position: there is none' : range);
  }
  if (list.length === 0) fail('an empty list', 'at least one position');
  if (new Set(list).size < list.length) fail(`[${list.join(', ')}]`, 'each position once');
}

function replaced(xs: readonly unknown[], positions: readonly number[], by: readonly unknown[]): unknown[] {
  const all = [...xs];
  positions.forEach((position, k) => (all[position] = by[k]));
  return all;
}
