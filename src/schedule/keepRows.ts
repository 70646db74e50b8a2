import { functions, inOrder, type Axis, type Expr } from '../expr/index.js';
import type { Group, Layout } from './level.js';
import type { Scope } from './scope.js';
import { reach, rootsOf, type Target } from './target.js';

/** The longest row that is kept in scratch memory. */
const longestRow = 65536;
/** Work, in multiplications, from which a value is kept rather than computed again. */
const worthKeeping = 15;

/** A value of each element of a row that one loop keeps and later ones over the same row read. */
export interface Kept {
  readonly axis: Axis;
  readonly first: readonly Target[];
  /** Grows while rows are looked for. */
  readonly readers: (readonly Target[])[];
  readonly value: Expr;
  readonly scratch: string;
  readonly target: Target;
}

/** Costly values that two loops over the same row need are kept in scratch memory by the first. */
export function keepRows(groups: readonly Group[], scope: Scope, layout: Layout): Kept[] {
  const kept: Kept[] = [];
  groups.forEach(({ axis, members }, k) => {
    if (typeof axis.extent !== 'number' || axis.extent > longestRow) return;
    const later = groups.slice(k + 1).filter((g) => g.axis === axis);
    const inRow = new Set([...scope.bound, axis]);
    const fits = (x: Expr): boolean => {
      const free = layout.free(x);
      return free.has(axis) && [...free].every((a) => inRow.has(a)) && layout.isSafe(x) && x.kind !== 'load';
    };
    const known = (x: Expr): boolean =>
      scope.get(x) !== undefined || kept.some(({ value, readers }) => value === x && readers.includes(members));
    const mine = new Set(reach(members.flatMap(rootsOf), known).filter(fits));
    for (const { members: readers } of later) {
      const top = topmost(readers.flatMap(rootsOf), (x) => mine.has(x) && costOf(x) >= worthKeeping);
      for (const value of top) {
        const before = kept.find((other) => other.value === value);
        if (before) {
          before.readers.push(readers);
          continue;
        }
        const name = layout.scratch('row', value.dtype, axis.extent);
        const target: Target = { kind: 'keep', value, scratch: name, axis, remaining: [axis] };
        kept.push({ axis, first: members, readers: [readers], value, scratch: name, target });
      }
    }
  });
  return kept;
}

/** The outermost expressions that satisfy `test`. */
function topmost(roots: readonly Expr[], test: (x: Expr) => boolean): Expr[] {
  const found = new Set<Expr>();
  reach(roots, (x) => {
    if (test(x)) found.add(x);
    return found.has(x);
  });
  return [...found];
}

const costOf = (root: Expr): number =>
  inOrder([root]).reduce((sum, x) => sum + (x.kind === 'call' ? functions[x.fn].cost : 0), 0);
