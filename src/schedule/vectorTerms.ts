// What the routines of sums of products in vectors are written with.
import type { Statement, Value } from './loopNest.js';
import { exactCall, nameValue, numberValue } from './scope.js';

export const range = (count: number): number[] => Array.from({ length: count }, (_, k) => k);
export const int = (name: string): Value => nameValue(name, 'i32');
export const add = (a: Value, b: Value): Value => exactCall('add', [a, b]);
export const plus = (a: Value, constant: number): Value => (constant === 0 ? a : add(a, numberValue(constant)));
export const vector = (name: string): Value => ({ kind: 'name', dtype: 'f32', name, lanes: 4 });
export const splat = (arg: Value): Value => ({ kind: 'splat', dtype: 'f32', arg });

export const load = (buffer: string, at: Value, lanes: 1 | 4): Value => ({
  kind: 'load',
  dtype: 'f32',
  buffer,
  at,
  lanes,
});

export const both = (fn: 'add' | 'mul', a: Value, b: Value): Value => ({
  kind: 'call',
  dtype: 'f32',
  fn,
  args: [a, b],
  exact: false,
});

/** `x * y + sum`, as engines that do it in one step are shown it. */
export const product = (x: string, y: string, sum: string): Value =>
  both('add', both('mul', vector(x), vector(y)), vector(sum));

/**
 * Loops over so many axes around a term that is told how far all of them have moved in `a` and in `b`. Of each axis, the
 * routine's numbers say its extent and by how much it moves in either.
 */
export function loopsOver(levels: number, term: (inA: Value, inB: Value) => Statement[]): Statement[] {
  const inside = (level: number, inA: Value, inB: Value): Statement[] => {
    if (level === levels) return term(inA, inB);
    const moved = (whole: Value, step: string): Value => {
      const own = exactCall('mul', [int(`k${level}`), int(`${step}${level}`)]);
      return level === 0 ? own : add(whole, own);
    };
    const inner: Statement[] = [
      { kind: 'let', name: `inA${level}`, value: moved(inA, 'aStep') },
      { kind: 'let', name: `inB${level}`, value: moved(inB, 'bStep') },
      ...inside(level + 1, int(`inA${level}`), int(`inB${level}`)),
    ];
    const to = int(`count${level}`);
    return [{ kind: 'loop', loop: 'sequential', name: `k${level}`, from: numberValue(0), to, step: 1, body: inner }];
  };
  return inside(0, numberValue(0), numberValue(0));
}
