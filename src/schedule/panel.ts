import { e, freeAxes, linear, type Axis, type Expr, type Linear } from '../expr/index.js';
import { fromLinear, nested } from './address.js';
import { bind } from './bind.js';
import type { Layout } from './level.js';
import type { Lanes, Statement, Value } from './loopNest.js';
import { numberValue, valueOf, type Scope } from './scope.js';
import { sumsRoutine } from './sumsRoutine.js';

type Load = Extract<Expr, { kind: 'load' }>;
type Reduce = Extract<Expr, { kind: 'reduce' }>;

/** What a sum's terms take one factor of: `rest + along * (index in the tile) + step * (index of the sum)`. */
export interface Operand {
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

/** The two factors of a sum of products, of which the second depends on the inner axis alone of the two; or null. */
export function factorsOf({ monoid, dtype, bodies, axes }: Reduce, inner: Axis): readonly [Load, Load] | null {
  const [body] = bodies;
  if (monoid !== 'sum' || dtype !== 'f32' || axes.length > 1 || body?.kind !== 'call' || body.fn !== 'mul') return null;
  const [a, b] = body.args as [Expr, Expr];
  if (a.kind !== 'load' || b.kind !== 'load' || a.dtype !== 'f32' || b.dtype !== 'f32') return null;
  const [row, column] = freeAxes(a).has(inner) ? [b, a] : [a, b];
  return freeAxes(row).has(inner) || !freeAxes(column).has(inner) ? null : [row, column];
}

/** The sums as a panel over these axes; null where an address is not linear in them. */
export function panelOf(reduce: Reduce, outer: Axis | null, inner: Axis): Panel | null {
  const factors = factorsOf(reduce, inner);
  const [count] = reduce.axes;
  if (!factors || !count || (outer && freeAxes(factors[1]).has(outer))) return null;
  const rows = operandOf(factors[0], outer, count);
  const columns = operandOf(factors[1], inner, count);
  return rows && columns && { rows, columns, count };
}

function operandOf({ from, index }: Load, axis: Axis | null, count: Axis): Operand | null {
  const { constant, terms } = linear(index[0]!);
  const factorOf = (x: Axis | null): number => terms.find(({ atom }) => atom === x)?.factor ?? 0;
  const rest = terms.filter(({ atom }) => atom !== axis && atom !== count);
  const isLinear = rest.every(({ atom }) => ![axis, count].some((x) => x !== null && freeAxes(atom).has(x)));
  return isLinear ? { from, rest: { constant, terms: rest }, along: factorOf(axis), step: factorOf(count) } : null;
}

/** Where a tile lies, and how it is summed. */
export interface PanelPlace {
  /** The index of each row; undefined where there is one row and no axis. */
  readonly rows: readonly (Expr | undefined)[];
  /** Whether no row is another one's again: always, where this holds, or never surely. */
  readonly fullWhen: Value | true | null;
  readonly column: Expr;
  readonly width: number;
  readonly lanes: Lanes;
  /** Scratch memory that holds the columns packed: as many as the tile is wide, one row of them after another. */
  readonly packed: string | null;
  /** Scratch memory that holds the rows packed, and where those of this tile start: one of each, then the next of each. */
  readonly packedRows: { readonly scratch: string; readonly start: Value } | null;
}

/** The address of an operand at an index along its axis, for the first term. */
export const startOf = ({ rest, along }: Operand, index: Expr | undefined, depth: (x: Axis) => number): Expr =>
  nested(index ? e.add(fromLinear(rest), e.mul(index, e.int(along))) : fromLinear(rest), depth);

/** Calls the routine for one tile; the sums are in the returned scratch memory, row by row. */
export function callPanel(
  panel: Panel,
  place: PanelPlace,
  scope: Scope,
  layout: Layout,
  depth: (x: Axis) => number,
): string {
  const { rows, columns, count } = panel;
  const { packed, packedRows, width, lanes } = place;
  const height = place.rows.length;
  const starts = packedRows ? [] : place.rows.map((index) => startOf(rows, index, depth));
  const start = packed === null ? startOf(columns, place.column, depth) : e.int(0);
  bind([...starts, start], scope, layout);
  const value = (x: Expr): Value => valueOf(x, scope, layout.bufferName);
  const scratch = layout.scratch('tile', 'f32', height * width);
  const call = (apart: number | null): Statement => {
    const routine = sumsRoutine(height, width, lanes, apart);
    layout.calls(routine);
    const places = packedRows ? [packedRows.start] : starts.map(value);
    return {
      kind: 'call',
      routine: routine.name,
      memory: [packedRows?.scratch ?? layout.bufferName(rows.from), packed ?? layout.bufferName(columns.from), scratch],
      numbers: [
        value(e.extent(count.extent)),
        ...(apart === null ? places : places.slice(0, 1)),
        numberValue(packedRows ? height : rows.step),
        value(start),
        ...(lanes === 1 ? [numberValue(columns.along)] : []),
        numberValue(packed === null ? columns.step : width),
      ],
    };
  };
  scope.statements.push(...callsFor(panel, place, call));
  return scratch;
}

/** One call; where the last rows of all may be missing, one for tiles that have all of theirs and one for the last. */
function callsFor(
  { rows }: Panel,
  { fullWhen, ...place }: PanelPlace,
  call: (apart: number | null) => Statement,
): Statement[] {
  const isLarge = rows.along > 0 && place.lanes === 4 && place.rows.length === 4 && place.width === 8;
  if (place.packedRows) return [call(1)];
  if (!isLarge || fullWhen === null) return [call(null)];
  if (fullWhen === true) return [call(rows.along)];
  const not: Value = { kind: 'call', dtype: 'bool', fn: 'not', args: [fullWhen], exact: false };
  return [
    { kind: 'if', when: fullWhen, then: [call(rows.along)] },
    { kind: 'if', when: not, then: [call(null)] },
  ];
}
