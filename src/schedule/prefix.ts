import type { Polynomial } from '../base/index.js';
import { e, rewriteExpr, runnings, workOf, type Axis, type Expr } from '../expr/index.js';
import type { PrefixKernel } from '../kernels/index.js';
import { registerExpr } from './accumulate.js';
import { bind } from './bind.js';
import type { Layout } from './level.js';
import type { Statement } from './loopNest.js';
import type { Prepared } from './prepare.js';
import { makeScope, nameValue, numberValue, valueOf, type Scope } from './scope.js';

/**
 * As a map over the other axes, outermost first, whose last loop is the running one: so that axes inside it, whose elements
 * lie in a row, can be made vectors of. A store for each of its values.
 */
export function asMap({ axes, along, reverse, buffer, index, values }: PrefixKernel) {
  // Elements are taken from the end: the loop still counts upwards.
  const place = reverse ? e.sub(e.sub(e.extent(along.extent), e.int(1)), along) : along;
  const moved = (x: Expr): Expr => (reverse ? rewriteExpr(x, (y) => (y === along ? place : y)) : x);
  const order = [...axes.filter((axis) => axis !== along), along];
  return {
    axes: order,
    outputs: values.map((value) => ({ buffer, index: index.map(moved), axes: order, value: moved(value) })),
  };
}

/** A register along the axis, which combines and is stored element by element: always in the same order. */
export function layOutPrefix(kernel: PrefixKernel, { axes, outputs }: Prepared, scope: Scope, layout: Layout): void {
  const { at } = outputs[0]!;
  const values = outputs.map(({ value }) => value);
  overAxes(axes.slice(0, -1), [at, ...values], scope, layout, (here) => {
    const { identity, next, result } = runnings[kernel.running];
    const names = identity(values[0]!.dtype).map((value) => {
      const name = layout.fresh(kernel.running);
      here.statements.push({ kind: 'var', name, value: numberValue(value, kernel.buffer.dtype) });
      return name;
    });
    overAxes(axes.slice(-1), [at, ...values], here, layout, (inner) => {
      const registers = names.map((name) => registerExpr(name, kernel.buffer.dtype, inner));
      const go = (): void => {
        const renewed = next(registers, values);
        bind(renewed, inner, layout);
        inner.statements.push(
          ...renewed.map((x, k): Statement => {
            return { kind: 'assign', name: names[k]!, value: valueOf(x, inner, layout.bufferName) };
          }),
        );
      };
      const store = (): void => {
        const value = valueOf(result(registers), inner, layout.bufferName);
        const to = valueOf(at, inner, layout.bufferName);
        inner.statements.push({ kind: 'store', buffer: layout.bufferName(kernel.buffer), at: to, value });
      };
      for (const step of kernel.exclusive ? [store, go] : [go, store]) step();
    });
  });
}

/** The statements of `inside` in a loop for each axis; what a loop does not change of the roots stands before it. */
function overAxes(
  axes: readonly Axis[],
  roots: readonly Expr[],
  scope: Scope,
  layout: Layout,
  inside: (scope: Scope) => void,
): void {
  const [axis, ...rest] = axes;
  if (!axis) return inside(scope);
  bind(roots, scope, layout);
  const name = layout.axisName(axis);
  const body: Statement[] = [];
  const inner = makeScope(scope, [axis], body);
  inner.set(axis, nameValue(name, 'i32'));
  overAxes(rest, roots, inner, layout, inside);
  const to = valueOf(e.extent(axis.extent), scope, layout.bufferName);
  scope.statements.push({ kind: 'loop', loop: layout.loopKind(axis), name, from: numberValue(0), to, step: 1, body });
}

/** Operations of one run: all that a step takes, at every point. */
export function workOfPrefix(
  { running, buffer: { name, dtype } }: PrefixKernel,
  { axes, outputs }: Prepared,
): Polynomial {
  const { identity, next, result } = runnings[running];
  const values = outputs.map(({ value }) => value);
  const registers = identity(dtype).map((): Expr => ({
    kind: 'load',
    dtype,
    from: { name, dtype, shape: [] },
    index: [],
  }));
  const every = new Set(axes);
  return workOf([...next(registers, values), result(registers)], () => every);
}
