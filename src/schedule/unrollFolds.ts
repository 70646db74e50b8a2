import type { Statement, Value } from './loopNest.js';
import { numberValue } from './scope.js';
import { renamed, withParts, withValues } from './walk.js';

/** So many statements are written one after another at most. */
const mostStatements = 24;

/**
 * Short loops that only fold into registers, written out: a small window, whose loops would cost as much as what is in
 * them. `fresh` names further registers.
 */
export function unrollFolds(body: readonly Statement[], fresh: (base: string) => string): Statement[] {
  const taken = new Set<string>();
  // Loops beside each other may use the same names; what is written out of them may not.
  const own = (name: string): string => {
    if (taken.has(name)) return fresh(name);
    taken.add(name);
    return name;
  };
  const unrolled = (list: readonly Statement[]): Statement[] =>
    list.flatMap((s) => {
      if (s.kind === 'if') return [{ ...s, then: unrolled(s.then) }];
      if (s.kind !== 'loop') return [s];
      const loop = { ...s, body: unrolled(s.body) };
      return isShort(loop) ? writtenOut(loop, own) : [loop];
    });
  return unrolled(body);
}

type Loop = Extract<Statement, { kind: 'loop' }>;

function isShort({ loop, from, to, step, body }: Loop): boolean {
  if (loop !== 'sequential' || from.kind !== 'number' || to.kind !== 'number') return false;
  const isFold = body.some((s) => s.kind === 'assign') && body.every((s) => s.kind === 'let' || s.kind === 'assign');
  return isFold && Math.ceil((to.value - from.value) / step) * body.length <= mostStatements;
}

function writtenOut({ name, from, to, step, body }: Loop, own: (name: string) => string): Statement[] {
  const [first, last] = [from, to].map((x) => (x.kind === 'number' ? x.value : 0)) as [number, number];
  const lets = body.flatMap((s) => (s.kind === 'let' ? [s.name] : []));
  return Array.from({ length: Math.ceil((last - first) / step) }, (_, k) => {
    const names = new Map(lets.map((register) => [register, own(register)]));
    const replace = (x: Value): Value => {
      if (x.kind !== 'name') return folded(withParts(x, replace));
      return x.name === name ? numberValue(first + k * step) : x;
    };
    return renamed(withValues(body, replace), names);
  }).flat();
}

/** Addresses without what has become known. */
function folded(x: Value): Value {
  if (x.kind !== 'call' || x.dtype !== 'i32' || !x.exact || (x.fn !== 'add' && x.fn !== 'mul')) return x;
  const [a, b] = x.args as [Value, Value];
  if (a.kind === 'number' && b.kind === 'number')
    return numberValue(x.fn === 'add' ? a.value + b.value : a.value * b.value);
  return x.fn === 'add' && b.kind === 'number' && b.value === 0 ? a : x;
}
