import { scaleExtent, type Extent } from '../base/index.js';
import type { Axis, Expr } from '../expr/index.js';
import type { Layout } from './level.js';
import type { Statement, Value } from './loopNest.js';
import { packedSteps, startOf, termsOf, type Operand, type Panel, type Source } from './panel.js';
import type { PanelPlan } from './panelChoice.js';
import { firstColumn } from './panelPlace.js';
import { exactCall, extentValue, makeScope, nameValue, numberValue, valueOf, type Scope } from './scope.js';
import type { Tile } from './tileChoice.js';

/** Terms of which only some are summed at a time: how many at most, and how many of these there are. */
export interface Part {
  readonly most: number;
  readonly count: Value;
}

/** Copies a tile of columns to where they lie in a row: one of each, then the next of each. */
export function packColumns(
  { columns, counts }: Panel,
  { column, width, part = null }: { readonly column: Expr; readonly width: number; readonly part?: Part | null },
  scope: Scope,
  layout: Layout,
  depth: (x: Axis) => number,
): string {
  const scratch = layout.scratch('packed', 'f32', scaleExtent(part?.most ?? termsOf(counts), width));
  const start = startOf(columns, column, depth);
  pack(
    { operand: columns, counts },
    { start, to: { scratch, at: null }, width, count: part?.count ?? null },
    scope,
    layout,
  );
  return scratch;
}

/** Copies all columns to other memory, a tile after another. */
export function packAllColumns(
  { prepared, panel, tile }: Pick<PanelPlan, 'prepared' | 'panel' | 'tile'>,
  to: string,
  scope: Scope,
  layout: Layout,
): void {
  const { axis, factor } = tile.axes.at(-1)!;
  const { columns, counts } = panel;
  const body: Statement[] = [];
  const place = makeScope(scope, [], body);
  const column = firstColumn(axis, factor, place, layout);
  const at = layout.fresh('tileOfColumns');
  body.push({ kind: 'let', name: at, value: tileStart(panel, tile.axes.at(-1)!, layout) });
  const start = startOf(columns, column, prepared.depth);
  pack({ operand: columns, counts }, { start, to: { scratch: to, at }, width: factor, count: null }, place, layout);
  const [from, end] = [numberValue(0), numberValue(Number(axis.extent))];
  scope.statements.push({
    kind: 'loop',
    loop: 'parallel',
    name: layout.axisName(axis),
    from,
    to: end,
    step: factor,
    body,
  });
}

/** The elements of all columns in tiles, the last of which has others again. */
export const packedColumns = ({ counts }: Panel, { axis, factor }: Tile['axes'][number]): number =>
  Math.ceil(Number(axis.extent) / factor) * factor * Number(termsOf(counts));

/** Copies all rows into scratch memory, a tile after another. */
export function packRows(
  source: Source,
  { axis, factor }: Tile['axes'][number],
  scope: Scope,
  layout: Layout,
  depth: (x: Axis) => number,
): string {
  const terms = termsOf(source.counts);
  const scratch = layout.scratch('packedRows', 'f32', scaleExtent(terms, Number(axis.extent)));
  const name = layout.fresh(layout.axisName(axis));
  const index: Expr = { kind: 'axis', dtype: 'i32', extent: axis.extent };
  const body: Statement[] = [];
  const place = makeScope(scope, [], body);
  place.set(index, nameValue(name, 'i32'));
  const at = layout.fresh('tileOfRows');
  body.push({ kind: 'let', name: at, value: exactCall('mul', [nameValue(name, 'i32'), extentValue(terms)]) });
  const start = startOf(source.operand, index, depth);
  pack(source, { start, to: { scratch, at }, width: factor, count: null }, place, layout);
  const to = numberValue(Number(axis.extent));
  scope.statements.push({ kind: 'loop', loop: 'sequential', name, from: numberValue(0), to, step: factor, body });
  return scratch;
}

/** Where the packed rows or columns of a tile start. */
export const tileStart = ({ counts }: Panel, { axis }: Tile['axes'][number], layout: Layout): Value =>
  exactCall('mul', [nameValue(layout.axisName(axis), 'i32'), extentValue(termsOf(counts))]);

/** What is copied: from where its first term starts, so many in a row of scratch memory. */
interface Copied {
  readonly start: Expr;
  readonly to: { readonly scratch: string; readonly at: string | null };
  readonly width: number;
  /** How many terms, where that is not all along the first axis. */
  readonly count: Value | null;
}

/** Copies the terms of a tile into scratch memory: the first of each row or column, then the next of each. */
function pack(
  { operand: { from, along, steps }, counts }: Source,
  { start, to, width, count }: Copied,
  scope: Scope,
  layout: Layout,
): void {
  const targets = packedSteps(counts, width);
  const levels = counts.map(({ extent }, k): CopyLevel => {
    return { count: (k === 0 && count) || extentValue(extent), source: steps[k]!, target: targets[k]! };
  });
  copy({ from, start, to }, [...levels, { count: numberValue(width), source: along!, target: 1 }], scope, layout);
}

/** Copies all columns to where the terms of each lie in a row, one column after another. */
export function packTerms(
  { columns, counts }: Panel,
  { axis, terms }: { readonly axis: Axis; readonly terms: number },
  scope: Scope,
  layout: Layout,
  depth: (x: Axis) => number,
): string {
  const scratch = layout.scratch('packed', 'f32', Number(axis.extent) * terms);
  const targets = packedSteps(counts, 1);
  const levels = counts.map(({ extent }, k): CopyLevel => {
    return { count: extentValue(extent), source: columns.steps[k]!, target: targets[k]! };
  });
  const place = makeScope(scope, [], scope.statements);
  place.set(axis, numberValue(0));
  const copied = { from: columns.from, start: startOf(columns, undefined, depth), to: { scratch, at: null } };
  copy(copied, [{ count: extentValue(axis.extent), source: columns.along!, target: terms }, ...levels], place, layout);
  return scratch;
}

/** A loop of a copy, and by how much it moves there and here. */
interface CopyLevel {
  readonly count: Value;
  readonly source: number;
  readonly target: Extent;
}

function copy(
  { from, start, to }: Pick<Copied, 'start' | 'to'> & Pick<Operand, 'from'>,
  levels: readonly CopyLevel[],
  scope: Scope,
  layout: Layout,
): void {
  const index = (name: string): Value => nameValue(name, 'i32');
  const times = (x: string, by: Extent): Value => (by === 1 ? index(x) : exactCall('mul', [index(x), extentValue(by)]));
  const inside = (level: number, whole: Value, packed: Value | null): Statement[] => {
    const { count, source, target } = levels[level]!;
    const isLast = level === levels.length - 1;
    const name = layout.fresh(isLast ? 'c' : 'k');
    const moved = times(name, target);
    const places: [Value, Value] = [
      exactCall('add', [whole, times(name, source)]),
      packed ? exactCall('add', [packed, moved]) : moved,
    ];
    return [
      {
        kind: 'loop',
        loop: 'sequential',
        name,
        from: numberValue(0),
        to: count,
        step: 1,
        body: isLast ? [stored(places)] : around(level, places),
      },
    ];
  };
  const around = (level: number, [there, here]: readonly [Value, Value]): Statement[] => {
    const [inSource, inTarget] = [layout.fresh('from'), layout.fresh('to')];
    return [
      { kind: 'let', name: inSource, value: there },
      { kind: 'let', name: inTarget, value: here },
      ...inside(level + 1, index(inSource), index(inTarget)),
    ];
  };
  const stored = ([there, here]: readonly [Value, Value]): Statement => ({
    kind: 'store',
    buffer: to.scratch,
    at: here,
    value: { kind: 'load', dtype: 'f32', buffer: layout.bufferName(from), at: there },
  });
  scope.statements.push(...inside(0, valueOf(start, scope, layout.bufferName), to.at === null ? null : index(to.at)));
}
