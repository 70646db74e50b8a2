import { sizeOf, type Polynomial } from '../base/index.js';
import { e, freeAxes, inOrder, makeInterner, rewriteExpr, type Axis, type Expr } from '../expr/index.js';
import type { ScatterKernel } from '../kernels/index.js';
import { linearAddress, nested } from './address.js';
import { layOut, type Layout } from './level.js';
import { exactCall, makeScope, nameValue, numberValue, valueOf, type Scope } from './scope.js';
import type { Statement, Value } from './loopNest.js';
import type { Target } from './target.js';

/** Zeros everywhere, then one store after the other: several may meet in one element, so nothing runs in parallel. */
export function layOutScatter({ axes, buffer, index, mode, value }: ScatterKernel, scope: Scope, layout: Layout): void {
  clear(buffer, scope, layout);
  const depth = (axis: Axis): number => axes.indexOf(axis);
  const intern = makeInterner();
  const lay = (x: Expr): Expr =>
    intern(
      rewriteExpr(x, (y) =>
        y.kind === 'load' ? { ...y, index: [nested(linearAddress(y.from.shape, y.index), depth)] } : y,
      ),
    );
  const at = lay(nested(linearAddress(buffer.shape, index), depth));
  const old: Expr = intern({ kind: 'load', dtype: buffer.dtype, from: buffer, index: [at] });
  const added = lay(value);
  const combined = mode === 'set' ? added : mode === 'add' ? e.add(old, added) : e.max(old, added);
  const target: Target = { kind: 'store', buffer, at, value: combined, remaining: axes };
  layOut([target], scope, { ...layout, free: freeFrom(old, axes), isSafe: () => true, loopKind: () => 'sequential' });
}

/** The axes that an expression depends on; the old element changes with every point, even where its place does not. */
function freeFrom(old: Expr, axes: readonly Axis[]): Layout['free'] {
  const every = new Set(axes);
  return (x) => (inOrder([x]).includes(old) ? every : freeAxes(x));
}

function clear(buffer: ScatterKernel['buffer'], scope: Scope, layout: Layout): void {
  const name = layout.fresh('z');
  const body: Statement[] = [];
  const to = sizeValue(sizeOf(buffer.shape));
  scope.statements.push({ kind: 'loop', loop: 'vector', name, from: numberValue(0), to, step: 1, body });
  const inner = makeScope(scope, [], body);
  const zero = valueOf(e.constant(0, buffer.dtype), inner, layout.bufferName);
  body.push({ kind: 'store', buffer: layout.bufferName(buffer), at: nameValue(name, 'i32'), value: zero });
}

/** A number of elements as a value: a polynomial in N, by Horner. */
export function sizeValue(size: Polynomial): Value {
  const extent: Value = { kind: 'extent', dtype: 'i32', extent: 'N' };
  let value: Value | null = null;
  for (const coefficient of [...size].reverse()) {
    const scaled: Value | null = value && exactCall('mul', [value, extent]);
    value = scaled
      ? coefficient === 0
        ? scaled
        : exactCall('add', [scaled, numberValue(coefficient)])
      : numberValue(coefficient);
  }
  return value ?? numberValue(0);
}
