import { multiplyExtents, scaleExtent, type Extent } from '../base/index.js';
import { e, freeAxes, linear, rewriteExpr, type Axis, type Expr, type Linear } from '../expr/index.js';
import { fromLinear, nested } from './address.js';
import { bind } from './bind.js';
import type { Layout } from './level.js';
import type { Lanes, Routine, Statement, Value } from './loopNest.js';
import { extentValue, numberValue, valueOf, type Scope } from './scope.js';
import { sumsRoutine } from './sumsRoutine.js';
import { windowSums } from './windowSums.js';

export type Load = Extract<Expr, { kind: 'load' }>;
export type Reduce = Extract<Expr, { kind: 'reduce' }>;

/** What a sum's terms take one factor of: `rest + Σ step * (index of the sum)`. */
export interface Operand {
  readonly from: Load['from'];
  /** The address of the first term. */
  readonly rest: Linear;
  /** The tiled axis. */
  readonly axis: Axis | null;
  /** How far apart neighbours along the tiled axis lie; null where that is not always the same. */
  readonly along: number | null;
  /** How far apart neighbours along each axis of the sum lie. */
  readonly steps: readonly number[];
}

/** An operand as it lies before it is packed, and the axes of the sum that it lies along. */
export interface Source {
  readonly operand: Operand;
  readonly counts: readonly Axis[];
}

/** A tile of sums of products, rows of one operand by columns of another: the loops that nests share as a routine. */
export interface Panel {
  readonly rows: Operand;
  readonly columns: Operand;
  /** The axes of the sum, from the outside in. */
  readonly counts: readonly Axis[];
}

/** The two factors of a sum of products, of which the second depends on the inner axis alone of the two; or null. */
export function factorsOf({ monoid, dtype, bodies }: Reduce, inner: Axis): readonly [Load, Load] | null {
  const [body] = bodies;
  if (monoid !== 'sum' || dtype !== 'f32' || body?.kind !== 'call' || body.fn !== 'mul') return null;
  const [a, b] = body.args as [Expr, Expr];
  if (a.kind !== 'load' || b.kind !== 'load' || a.dtype !== 'f32' || b.dtype !== 'f32') return null;
  if (a.guarded || b.guarded) return null;
  const [row, column] = freeAxes(a).has(inner) ? [b, a] : [a, b];
  return freeAxes(row).has(inner) || !freeAxes(column).has(inner) ? null : [row, column];
}

/**
 * The sums as a panel over these axes, or their part inside the first `blocks` axes of the sum; null where an address is not
 * linear in those of the sum.
 */
export function panelOf(reduce: Reduce, outer: Axis | null, inner: Axis, blocks = 0): Panel | null {
  const factors = factorsOf(reduce, inner);
  const counts = reduce.axes.slice(blocks);
  if (!factors || (outer && freeAxes(factors[1]).has(outer))) return null;
  const rows = operandOf(factors[0], outer, counts);
  const columns = operandOf(factors[1], inner, counts);
  return rows && columns && columns.along !== null ? { rows, columns, counts } : null;
}

export function operandOf({ from, index }: Load, axis: Axis | null, counts: readonly Axis[]): Operand | null {
  const { constant, terms } = linear(index[0]!);
  const factorOf = (x: Axis): number => terms.find(({ atom }) => atom === x)?.factor ?? 0;
  const rest = terms.filter(({ atom }) => !counts.some((count) => count === atom));
  const dependsOn = (x: Axis): boolean => rest.some(({ atom }) => atom !== x && freeAxes(atom).has(x));
  if (counts.some(dependsOn)) return null;
  const along = axis === null ? 0 : dependsOn(axis) ? null : factorOf(axis);
  return { from, rest: { constant, terms: rest }, axis, along, steps: counts.map(factorOf) };
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
  /** Memory that holds the columns packed: as many as the tile is wide, one row of them after another. */
  readonly packed: string | null;
  /** Where in it the columns of this tile start; 0 where absent. */
  readonly packedAt?: Value;
  /** Scratch memory that holds the rows packed, and where those of this tile start: one of each, then the next of each. */
  readonly packedRows: { readonly scratch: string; readonly start: Value } | null;
  /** How many terms, where that is not all along the first axis. */
  readonly count?: Value;
  /** Scratch memory of earlier terms' sums, and where those of this tile start: to be added to. */
  readonly into: { readonly scratch: string; readonly start: Value } | null;
}

/** The address of an operand at an index along its axis, for the first term. */
export function startOf({ rest, axis }: Operand, index: Expr | undefined, depth: (x: Axis) => number): Expr {
  if (!index || !axis || index === axis) return nested(fromLinear(rest), depth);
  const moved = rest.terms.map(({ atom, factor }) => ({
    atom: rewriteExpr(atom, (x) => (x === axis ? index : x)),
    factor,
  }));
  return nested(fromLinear({ ...rest, terms: moved }), depth);
}

/** Calls the routine for one tile; the sums are in the returned scratch memory, row by row. */
export function callPanel(
  panel: Panel,
  place: PanelPlace,
  scope: Scope,
  layout: Layout,
  depth: (x: Axis) => number,
): string {
  const { rows, columns, counts } = panel;
  const { packed, packedRows, width, into } = place;
  const starts = packedRows ? [] : place.rows.map((index) => startOf(rows, index, depth));
  const start = packed === null ? startOf(columns, place.column, depth) : e.int(0);
  bind([...starts, start], scope, layout);
  const value = (x: Expr): Value => valueOf(x, scope, layout.bufferName);
  const scratch = into?.scratch ?? layout.scratch('tile', 'f32', place.rows.length * width);
  const steps = {
    rows: packedRows ? packedSteps(counts, place.rows.length).map(Number) : rows.steps,
    columns: packed === null ? columns.steps : packedSteps(counts, width).map(Number),
  };
  const isWindow = counts.length > 1 || into !== null;
  const call = (apart: number | null): Statement => {
    const places = packedRows ? [packedRows.start] : starts.map(value);
    const at = { starts: apart === null ? places : places.slice(0, 1), start: place.packedAt ?? value(start) };
    const { routine, numbers } = (isWindow ? ofWindow : ofRow)(panel, place, steps, apart, at);
    layout.calls(routine);
    return {
      kind: 'call',
      routine: routine.name,
      memory: [packedRows?.scratch ?? layout.bufferName(rows.from), packed ?? layout.bufferName(columns.from), scratch],
      numbers,
    };
  };
  scope.statements.push(...callsFor(panel, place, call));
  return scratch;
}

/** What a call passes on: where rows and columns start. */
interface Passed {
  readonly starts: readonly Value[];
  readonly start: Value;
}

interface Steps {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

interface RoutineCall {
  readonly routine: Routine;
  readonly numbers: readonly Value[];
}

/** Terms along one axis. */
function ofRow(
  { columns, counts }: Panel,
  { rows, width, lanes }: PanelPlace,
  steps: Steps,
  apart: number | null,
  { starts, start }: Passed,
): RoutineCall {
  return {
    routine: sumsRoutine(rows.length, width, lanes, apart),
    numbers: [
      extentValue(counts[0]!.extent),
      ...starts,
      numberValue(steps.rows[0]!),
      start,
      ...(lanes === 1 ? [numberValue(columns.along!)] : []),
      numberValue(steps.columns[0]!),
    ],
  };
}

/** Terms along several axes, or in blocks. */
function ofWindow(
  { counts }: Panel,
  { rows, width, count, into }: PanelPlace,
  steps: Steps,
  apart: number | null,
  { starts, start }: Passed,
): RoutineCall {
  const levels = levelsOf(
    counts.map(({ extent }) => extent),
    steps,
  );
  const values = levels.flatMap(([extent, a, b], k) => [
    (k === 0 && count) || extentValue(extent),
    numberValue(a),
    numberValue(b),
  ]);
  return {
    routine: windowSums({ rows: rows.length, columns: width, apart, levels: levels.length, adds: into !== null }),
    numbers: [...values, ...starts, start, ...(into ? [into.start] : [])],
  };
}

/** The extent of a loop over terms, and by how much it moves in rows and in columns. */
export type Level = readonly [count: Extent, a: number, b: number];

/** The loops over terms; two are one where both operands go on in step. */
export function levelsOf(counts: readonly Extent[], { rows, columns }: Steps): Level[] {
  return counts.reduce<Level[]>((levels, count, k) => {
    const [a, b] = [rows[k]!, columns[k]!];
    const outer = levels.at(-1);
    const goesOn = typeof count === 'number' && outer?.[1] === a * count && outer[2] === b * count;
    return goesOn ? [...levels.slice(0, -1), [scaleExtent(outer[0], count), a, b]] : [...levels, [count, a, b]];
  }, []);
}

/** The steps of what is packed: so many values for each term. */
export const packedSteps = (counts: readonly Axis[], width: number): Extent[] =>
  counts.map((_, k) => scaleExtent(termsOf(counts.slice(k + 1)), width));

/** How many terms there are along all axes, of which one at most has an N. */
export const termsOf = (axes: readonly Axis[]): Extent =>
  axes.reduce<Extent>((product, { extent }) => multiplyExtents(product, extent), 1);

/** One call; where the last rows of all may be missing, one for tiles that have all of theirs and one for the last. */
function callsFor(
  { rows, counts }: Panel,
  { fullWhen, ...place }: PanelPlace,
  call: (apart: number | null) => Statement,
): Statement[] {
  if (place.packedRows) return [call(1)];
  const { along } = rows;
  const isLarge = place.rows.length === 4 && (place.width === 8 || counts.length > 1 || place.into !== null);
  if (!along || along < 0 || place.lanes < 4 || !isLarge || fullWhen === null) return [call(null)];
  if (fullWhen === true) return [call(along)];
  const not: Value = { kind: 'call', dtype: 'bool', fn: 'not', args: [fullWhen], exact: false };
  return [
    { kind: 'if', when: fullWhen, then: [call(along)] },
    { kind: 'if', when: not, then: [call(null)] },
  ];
}
