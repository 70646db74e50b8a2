import { e, freeAxes, linear, type Axis, type Expr, type Linear } from '../expr/index.js';
import { fromLinear, nested } from './address.js';
import { bind } from './bind.js';
import type { Layout } from './level.js';
import { numberValue, valueOf, type Scope } from './scope.js';
import { sumsRoutine } from './sumsRoutine.js';
import { isWhole, type Tile } from './tileChoice.js';

type Load = Extract<Expr, { kind: 'load' }>;

/** What a sum's terms take one factor of: `rest + along * (index in the tile) + step * (index of the sum)`. */
interface Operand {
  readonly from: Load['from'];
  readonly rest: Linear;
  readonly along: number;
  readonly step: number;
}

/** A tile of sums of products, rows of one operand by columns of another: the loop that nests share as a routine. */
export interface Panel {
  readonly rows: Operand;
  readonly columns: Operand;
  readonly count: Axis;
}

/** The tile as a panel; null where its terms are no such products, or its columns may reach over the end. */
export function panelOf({ reduce, axes: tiled }: Tile): Panel | null {
  const [body] = reduce.bodies;
  const [count] = reduce.axes;
  if (reduce.monoid !== 'sum' || reduce.dtype !== 'f32' || reduce.axes.length > 1 || !count) return null;
  if (body?.kind !== 'call' || body.fn !== 'mul') return null;
  const inner = tiled.at(-1)!;
  const outer = tiled.length > 1 ? tiled[0]!.axis : null;
  const [a, b] = body.args as [Expr, Expr];
  if (!isWhole(inner) || a.kind !== 'load' || b.kind !== 'load' || a.dtype !== 'f32' || b.dtype !== 'f32') return null;
  const [row, column] = freeAxes(a).has(inner.axis) ? [b, a] : [a, b];
  if (freeAxes(row).has(inner.axis) || (outer && freeAxes(column).has(outer))) return null;
  const rows = operandOf(row, outer, count);
  const columns = operandOf(column, inner.axis, count);
  return rows && columns && { rows, columns, count };
}

function operandOf({ from, index }: Load, axis: Axis | null, count: Axis): Operand | null {
  const { constant, terms } = linear(index[0]!);
  const factorOf = (x: Axis | null): number => terms.find(({ atom }) => atom === x)?.factor ?? 0;
  const rest = terms.filter(({ atom }) => atom !== axis && atom !== count);
  const isLinear = rest.every(({ atom }) => ![axis, count].some((x) => x !== null && freeAxes(atom).has(x)));
  return isLinear ? { from, rest: { constant, terms: rest }, along: factorOf(axis), step: factorOf(count) } : null;
}

/** Calls the routine for one tile, whose rows have these indices; the sums are in the returned scratch memory. */
export function callPanel(
  { rows, columns, count }: Panel,
  { reduce, axes }: Tile,
  indices: readonly (readonly Expr[])[],
  scope: Scope,
  layout: Layout,
  depth: (x: Axis) => number,
): string {
  const at = ({ rest, along }: Operand, index: Expr | undefined): Expr =>
    nested(index ? e.add(fromLinear(rest), e.mul(index, e.int(along))) : fromLinear(rest), depth);
  const [ownRows, ownColumns] = axes.length > 1 ? [indices[0]!, indices[1]!] : [[undefined], indices[0]!];
  const starts = ownRows.map((index) => at(rows, index));
  const start = at(columns, ownColumns[0]);
  bind([...starts, start], scope, layout);
  const value = (x: Expr) => valueOf(x, scope, layout.bufferName);
  const routine = sumsRoutine(starts.length, ownColumns.length);
  const scratch = layout.scratch('tile', reduce.dtype, starts.length * ownColumns.length);
  layout.calls(routine);
  scope.statements.push({
    kind: 'call',
    routine: routine.name,
    memory: [layout.bufferName(rows.from), layout.bufferName(columns.from), scratch],
    numbers: [
      value(e.extent(count.extent)),
      ...starts.map(value),
      numberValue(rows.step),
      value(start),
      numberValue(columns.along),
      numberValue(columns.step),
    ],
  });
  return scratch;
}
