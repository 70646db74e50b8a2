import type { Statement, Value } from './loopNest.js';
import { exactCall, numberValue } from './scope.js';
import { renamed, someValue, withParts, withValues } from './walk.js';

/** One of several iterations that run beside each other. */
export interface Place {
  /** How far it is from the first. */
  readonly by: number;
  /** Its own names for registers from around the loop. */
  readonly names?: ReadonlyMap<string, string>;
}

/**
 * The body of a loop over `name` for several of its iterations, which are independent but for the registers that each has
 * for itself: a loop in it is run once for all of them, and what none of them changes is computed once.
 */
export function beside(
  body: readonly Statement[],
  name: string,
  places: readonly Place[],
  fresh: (base: string) => string,
): Statement[] {
  const copies = places.map((place, k) => (k === 0 ? (s: Statement) => [s] : copyAt(name, place, fresh)));
  const all = (list: readonly Statement[]): Statement[] =>
    runsOf(list).flatMap((run): Statement[] => {
      const [first] = run;
      if (first?.kind === 'loop') return [{ ...first, body: all(first.body) }];
      return copies.flatMap((copy) => run.flatMap(copy));
    });
  return all(body);
}

function copyAt(
  name: string,
  { by, names: given = new Map<string, string>() }: Place,
  fresh: (base: string) => string,
): (s: Statement) => Statement[] {
  const names = new Map(given);
  const moves = (x: Value): boolean => someValue(x, (y) => y.kind === 'name' && (y.name === name || names.has(y.name)));
  const replace = (x: Value): Value => {
    if (x.kind !== 'name') return withParts(x, replace);
    return x.name === name ? exactCall('add', [x, numberValue(by)]) : x;
  };
  return (s) => {
    if (s.kind === 'let' && !moves(s.value)) return [];
    if (s.kind === 'let' || s.kind === 'var') names.set(s.name, fresh(s.name));
    return renamed(withValues([s], replace), names);
  };
}

/** Statements that each copy runs in a row: a loop alone; stores apart from what may read before them. */
function runsOf(list: readonly Statement[]): Statement[][] {
  const runs: Statement[][] = [];
  for (const s of list) {
    const last = runs.at(-1)?.[0];
    if (last && s.kind !== 'loop' && last.kind !== 'loop' && (last.kind === 'store') === (s.kind === 'store'))
      runs.at(-1)!.push(s);
    else runs.push([s]);
  }
  return runs;
}
