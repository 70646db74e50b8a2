import { sizeOf, type Polynomial } from '../base/index.js';
import { e, freeAxes, inOrder, makeInterner, rewriteExpr, type Axis, type Expr } from '../expr/index.js';
import type { Buffer, ScatterKernel } from '../kernels/index.js';
import { linearAddress, nested } from './address.js';
import { layOut, type Layout } from './level.js';
import type { Prepared, PreparedOutput } from './prepare.js';
import { exactCall, makeScope, nameValue, numberValue, valueOf, type Scope } from './scope.js';
import type { Statement, Value } from './loopNest.js';
import type { Target } from './target.js';

/** What it starts from, then one store after the other: several may meet in one element, so nothing runs in parallel. */
export function layOutScatter(kernel: ScatterKernel, base: Prepared | null, scope: Scope, layout: Layout): void {
  const { axes, buffer, index, mode, value } = kernel;
  if (base) fill(buffer, base, scope, layout);
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

/** One value everywhere needs one loop; all else is laid out as a kernel of its own would be. */
function fill(buffer: Buffer, { outputs, free, isSafe }: Prepared, scope: Scope, layout: Layout): void {
  const [{ at, value, axes }] = outputs as readonly [PreparedOutput];
  if (value.kind !== 'constant') {
    layOut([{ kind: 'store', buffer, at, value, remaining: axes }], scope, { ...layout, free, isSafe });
    return;
  }
  const name = layout.fresh('z');
  const body: Statement[] = [];
  const to = sizeValue(sizeOf(buffer.shape));
  scope.statements.push({ kind: 'loop', loop: 'vector', name, from: numberValue(0), to, step: 1, body });
  const inner = makeScope(scope, [], body);
  const constant = valueOf(value, inner, layout.bufferName);
  body.push({ kind: 'store', buffer: layout.bufferName(buffer), at: nameValue(name, 'i32'), value: constant });
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
