import type { Axis, Expr } from '../expr/index.js';
import { bindOutputs } from './bind.js';
import type { Layout } from './level.js';
import type { Statement, Value } from './loopNest.js';
import { packColumns, packRows, tileStart } from './packing.js';
import { callPanel, type Operand, type Panel } from './panel.js';
import { clear, loopOver, tileLoop } from './panelBlocks.js';
import type { PanelPlan } from './panelChoice.js';
import { firstColumn, hasAllRows } from './panelPlace.js';
import { exactCall, extentValue, makeScope, nameValue, numberValue, type Scope } from './scope.js';
import { indicesIn, storeTile } from './tile.js';
import { isWhole } from './tileChoice.js';

/**
 * Tiles of sums whose terms, along one axis, are so many that packed columns would leave the first cache. A few tiles of columns
 * together, whole cache lines of a row, go over a part of the terms after the other; each is packed for all tiles of rows,
 * which add its sums to what is in scratch memory.
 */
export function layOutParts(plan: PanelPlan, scope: Scope, layout: Layout): void {
  const { tile, panel, packsRows, order, group, prepared } = plan;
  const [rows, columns] = [tile.axes[0]!, tile.axes[1]!];
  const inGroup = rows.factor * group;
  const wide = layout.fresh(`${layout.axisName(columns.axis)}Wide`);
  let packedRows: string | null = null;
  let place = scope;
  for (const axis of order) {
    bindOutputs(prepared.outputs, place, layout);
    if (axis === columns.axis) {
      if (packsRows) packedRows = packRows(packsRows, rows, place, layout, prepared.depth);
      place = wideLoop(wide, plan, place);
    } else place = loopOver(axis, axis === rows.axis ? inGroup : 1, 'parallel', place, layout);
  }
  const scratch = layout.scratch('tile', 'f32', inGroup * columns.factor * plan.wide);
  clear(scratch, inGroup * columns.factor * plan.wide, place, layout);
  const part = partIn(panel, plan.cut!, place, layout);
  const summed = columnsIn(wide, plan, part.place, layout);
  sumPart(plan, { ...part, ...summed }, { packedRows, scratch }, layout);
  const stored = columnsIn(wide, plan, place, layout);
  const moved = exactCall('sub', [nameValue(layout.axisName(columns.axis), 'i32'), stored.place.get(stored.column)!]);
  storeTile(
    prepared.outputs,
    { ...tile, axes: [{ ...rows, factor: inGroup }, columns] },
    scratch,
    stored.place,
    layout,
    isWhole(columns) ? stored.start : exactCall('add', [stored.start, moved]),
  );
}

/** A loop over so many tiles of columns together. */
function wideLoop(name: string, { tile, wide }: PanelPlan, scope: Scope): Scope {
  const { axis, factor } = tile.axes[1]!;
  const body: Statement[] = [];
  const [from, to] = [numberValue(0), extentValue(axis.extent)];
  scope.statements.push({ kind: 'loop', loop: 'parallel', name, from, to, step: factor * wide, body });
  return makeScope(scope, [], body);
}

/** A loop over these tiles, one after the other: its columns, and where their sums start in scratch memory. */
function columnsIn(
  wide: string,
  plan: PanelPlan,
  scope: Scope,
  layout: Layout,
): { readonly place: Scope; readonly column: Expr; readonly start: Value } {
  const [rows, { axis, factor }] = [plan.tile.axes[0]!, plan.tile.axes[1]!];
  const body: Statement[] = [];
  const [name, from] = [layout.axisName(axis), nameValue(wide, 'i32')];
  const to = exactCall('min', [exactCall('add', [from, numberValue(factor * plan.wide)]), extentValue(axis.extent)]);
  scope.statements.push({ kind: 'loop', loop: 'sequential', name, from, to, step: factor, body });
  const place = makeScope(scope, [], body);
  const column = firstColumn(axis, factor, place, layout);
  const tilesBefore = exactCall('sub', [nameValue(name, 'i32'), from]);
  return { place, column, start: exactCall('mul', [tilesBefore, numberValue(rows.factor * plan.group)]) };
}

/** Some of the terms: the panel from the first of them on, and how many. */
interface Part {
  readonly panel: Panel;
  readonly first: Value;
  readonly count: Value;
  readonly place: Scope;
}

/** A loop over parts of the terms, the last of which may be shorter. */
function partIn({ rows, columns, counts }: Panel, most: number, scope: Scope, layout: Layout): Part {
  const axis: Axis = { kind: 'axis', dtype: 'i32', extent: counts[0]!.extent };
  const [name, count] = [layout.fresh('term'), layout.fresh('terms')];
  const [first, to] = [nameValue(name, 'i32'), extentValue(axis.extent)];
  const left = exactCall('sub', [to, first]);
  const body: Statement[] = [{ kind: 'let', name: count, value: exactCall('min', [numberValue(most), left]) }];
  scope.statements.push({ kind: 'loop', loop: 'sequential', name, from: numberValue(0), to, step: most, body });
  const place = makeScope(scope, [axis], body);
  place.set(axis, first);
  const moved = ({ rest: { constant, terms }, ...operand }: Operand): Operand => {
    return { ...operand, rest: { constant, terms: [...terms, { atom: axis, factor: operand.steps[0]! }] } };
  };
  const panel = { rows: moved(rows), columns: moved(columns), counts };
  return { panel, first, count: nameValue(count, 'i32'), place };
}

/** Adds the sums of a part of the terms to those of each tile of rows. */
function sumPart(
  { tile, group, prepared, cut }: PanelPlan,
  { panel, first, count, column, start, place: around }: Part & ReturnType<typeof columnsIn>,
  { packedRows, scratch }: { readonly packedRows: string | null; readonly scratch: string },
  layout: Layout,
): void {
  const [rows, { factor: width }] = [tile.axes[0]!, tile.axes[1]!];
  const { depth } = prepared;
  const packed = packColumns(panel, { column, width, part: { most: cut!, count } }, around, layout, depth);
  const { place, own, offset } = tileLoop(rows, group, around, layout);
  const indices = indicesIn({ ...tile, axes: [rows] }, place, own)[0]!;
  const before = exactCall('mul', [first, numberValue(rows.factor)]);
  const ofRows = (scratch: string): { readonly scratch: string; readonly start: Value } => {
    return { scratch, start: exactCall('add', [tileStart(panel, rows, own), before]) };
  };
  callPanel(
    panel,
    {
      rows: indices,
      fullWhen: isWhole(rows) || hasAllRows(rows, place, own),
      column,
      width,
      lanes: 4,
      packed,
      packedRows: packedRows === null ? null : ofRows(packedRows),
      count,
      into: { scratch, start: exactCall('add', [start, exactCall('mul', [offset, numberValue(width)])]) },
    },
    place,
    own,
    depth,
  );
}
