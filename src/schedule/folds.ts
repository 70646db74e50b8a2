import type { DType } from '../base/index.js';
import { monoids, type Monoid, type ScalarFunction } from '../expr/index.js';
import type { Statement } from './loopNest.js';
import { everyStatement, valuesWithin } from './walk.js';

/** A register that a loop folds its iterations into. */
export interface FoldedRegister {
  readonly name: string;
  readonly dtype: DType;
  readonly fn: ScalarFunction;
  readonly identity: number;
}

const monoidOf: Partial<Record<ScalarFunction, Monoid>> = { add: 'sum', mul: 'prod', max: 'max', min: 'min' };

/** The registers that a loop's body assigns to and that are not its own. */
export function assignedOutside(body: readonly Statement[]): string[] {
  const all = everyStatement(body);
  const own = new Set(all.flatMap((s) => (s.kind === 'var' ? [s.name] : [])));
  return [...new Set(all.flatMap((s) => (s.kind === 'assign' && !own.has(s.name) ? [s.name] : [])))];
}

/** How a loop's body folds into registers; null where it changes one in another way. */
export function foldsOf(body: readonly Statement[]): FoldedRegister[] | null {
  const names = assignedOutside(body);
  const folds = names.flatMap((name) => foldOf(name, body) ?? []);
  return folds.length === names.length ? folds : null;
}

/** `name = fn(name, x)` as the only statement about a register; null where it is otherwise. */
function foldOf(name: string, body: readonly Statement[]): FoldedRegister | null {
  const all = everyStatement(body);
  const assigns = all.filter((s) => s.kind === 'assign' && s.name === name);
  const reads = valuesWithin(body).filter((x) => x.kind === 'name' && x.name === name);
  const [assign] = assigns;
  if (assigns.length !== 1 || reads.length !== 1 || assign?.kind !== 'assign' || assign.value.kind !== 'call')
    return null;
  const { fn, args, dtype } = assign.value;
  const monoid = monoidOf[fn];
  if (!monoid || dtype === 'bool' || !args.includes(reads[0]!)) return null;
  return { name, dtype, fn, identity: monoids[monoid].identity(dtype)[0]! };
}
