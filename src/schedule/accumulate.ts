import { monoids, type Expr } from '../expr/index.js';
import { unreachable, type DType } from '../base/index.js';
import type { Surroundings } from './bind.js';
import type { Statement, Value } from './loopNest.js';
import { makeScope, nameValue, valueOf, type Scope } from './scope.js';
import type { Fold } from './target.js';

/** One more value into a fold's accumulators. */
export function accumulate(fold: Fold, registers: readonly string[], scope: Scope, around: Surroundings): Statement[] {
  const here = makeScope(scope, [], []);
  const accumulators = registers.map((name, k) => registerExpr(name, fold.bodies[k]!.dtype, here));
  const next = monoids[fold.monoid].combine(accumulators, fold.bodies);
  if (next.length === 1) {
    const value = valueOf(next[0]!, here, around.bufferName);
    return [{ kind: 'assign', name: registers[0]!, value: anyZero(value) }];
  }
  for (const body of fold.bodies) {
    const value = valueOf(body, here, around.bufferName);
    if (value.kind === 'name' || value.kind === 'number') continue;
    const name = around.nameRegister(body);
    here.statements.push({ kind: 'let', name, value });
    here.set(body, nameValue(name, body.dtype));
  }
  return [...here.statements, ...together(next, registers, here, around)];
}

/** The largest or smallest of many may be a zero of either sign. */
const anyZero = (x: Value): Value =>
  x.kind === 'call' && x.dtype === 'f32' && (x.fn === 'max' || x.fn === 'min') ? { ...x, exact: true } : x;

/** A register as an expression, to stand in a monoid's formula. */
export function registerExpr(name: string, dtype: DType, scope: Scope): Expr {
  const register: Expr = { kind: 'load', dtype, from: { name, dtype, shape: [] }, index: [] };
  scope.set(register, nameValue(name, dtype));
  return register;
}

/** Several accumulators change at once: they share one condition, which reads all old values. */
function together(
  next: readonly Expr[],
  registers: readonly string[],
  scope: Scope,
  around: Surroundings,
): Statement[] {
  const conditions = new Set(next.map((x) => (x.kind === 'select' ? x.when : null)));
  const [when] = conditions;
  if (conditions.size !== 1 || !when) {
    return unreachable('a monoid of several accumulators selects them together');
  }
  const then = next.map((x, k): Statement => {
    const chosen = x.kind === 'select' ? x.then : x;
    return { kind: 'assign', name: registers[k]!, value: valueOf(chosen, scope, around.bufferName) };
  });
  return [{ kind: 'if', when: valueOf(when, scope, around.bufferName), then }];
}
