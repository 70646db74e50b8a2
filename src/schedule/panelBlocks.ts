import { e, type Axis, type Expr } from '../expr/index.js';
import { bindOutputs } from './bind.js';
import type { Layout } from './level.js';
import type { Statement, Value } from './loopNest.js';
import { packColumns } from './packing.js';
import { callPanel } from './panel.js';
import type { PanelPlan } from './panelChoice.js';
import { firstColumn, hasAllRows } from './panelPlace.js';
import { exactCall, makeScope, nameValue, numberValue, valueOf, type Scope } from './scope.js';
import { indicesIn, storeTile } from './tile.js';
import { isWhole, type Tile } from './tileChoice.js';

/**
 * Tiles of sums with so many terms that these are summed in blocks: a group of tiles runs over all blocks, and adds the
 * sums of each to what it holds in scratch memory, so that what a block reads stays in the first cache for all of them.
 */
export function layOutBlocks(plan: PanelPlan, scope: Scope, layout: Layout): void {
  const { tile, blocks, group, order, prepared } = plan;
  const columns = tile.axes.at(-1)!;
  const rows = tile.axes.length > 1 ? tile.axes[0]! : null;
  const whole = { ...tile, axes: rows ? [{ ...rows, factor: rows.factor * group }, columns] : tile.axes };
  let column: Expr | null = null;
  let place = scope;
  for (const axis of order) {
    bindOutputs(prepared.outputs, place, layout);
    const tiled = whole.axes.find((t) => t.axis === axis);
    place = loopOver(axis, tiled?.factor ?? 1, 'parallel', place, layout);
    if (axis === columns.axis) column = firstColumn(axis, columns.factor, place, layout);
  }
  const size = whole.axes.reduce((product, { factor }) => product * factor, 1);
  const scratch = layout.scratch('tile', 'f32', size);
  clear(scratch, size, place, layout);
  let inside = place;
  for (const axis of blocks) inside = loopOver(axis, 1, 'sequential', inside, layout);
  sumBlock(plan, { rows, scratch, column: column! }, inside, layout);
  const moved = isWhole(columns)
    ? null
    : exactCall('sub', [nameValue(layout.axisName(columns.axis), 'i32'), place.get(column!)!]);
  storeTile(prepared.outputs, whole, scratch, place, layout, moved);
}

/** The place inside a loop; a loop over tiles leaves its axis to them. */
export function loopOver(
  axis: Axis,
  step: number,
  loop: 'parallel' | 'sequential',
  scope: Scope,
  layout: Layout,
): Scope {
  const body: Statement[] = [];
  const name = layout.axisName(axis);
  const to = valueOf(e.extent(axis.extent), scope, layout.bufferName);
  scope.statements.push({ kind: 'loop', loop, name, from: numberValue(0), to, step, body });
  const inside = makeScope(scope, step === 1 ? [axis] : [], body);
  inside.set(axis, nameValue(name, 'i32'));
  return inside;
}

/** Sets scratch memory to 0. */
export function clear(scratch: string, size: number, { statements }: Scope, layout: Layout): void {
  const name = layout.fresh('z');
  const body: Statement[] = [
    { kind: 'store', buffer: scratch, at: nameValue(name, 'i32'), value: numberValue(0, 'f32') },
  ];
  statements.push({ kind: 'loop', loop: 'vector', name, from: numberValue(0), to: numberValue(size), step: 1, body });
}

/** Adds the sums of one block to those of each tile of a group. */
function sumBlock(
  { panel, tile, packs, group, prepared }: PanelPlan,
  { rows, scratch, column }: { rows: Tile['axes'][number] | null; scratch: string; column: Expr },
  scope: Scope,
  layout: Layout,
): void {
  const { factor: width } = tile.axes.at(-1)!;
  const { depth } = prepared;
  const packed = packs ? packColumns(panel, { column, width }, scope, layout, depth) : null;
  const { place, own, offset } =
    rows && group > 1 ? tileLoop(rows, group, scope, layout) : { place: scope, own: layout, offset: numberValue(0) };
  const indices = rows ? indicesIn({ ...tile, axes: [rows] }, place, own)[0]! : [undefined];
  callPanel(
    panel,
    {
      rows: indices,
      fullWhen: rows && (isWhole(rows) || hasAllRows(rows, place, own)),
      column,
      width,
      lanes: 4,
      packed,
      packedRows: null,
      into: { scratch, start: exactCall('mul', [offset, numberValue(width)]) },
    },
    place,
    own,
    depth,
  );
}

/** A loop over the tiles of a group, in which the rows' axis stands for the first row of one. */
export function tileLoop({ axis, factor }: Tile['axes'][number], group: number, scope: Scope, layout: Layout) {
  const base = nameValue(layout.axisName(axis), 'i32');
  const [name, first] = [layout.fresh(`${layout.axisName(axis)}Tile`), layout.fresh(`${layout.axisName(axis)}First`)];
  const count = numberValue(factor * group);
  const left = exactCall('sub', [valueOf(e.extent(axis.extent), scope, layout.bufferName), base]);
  const to = isWhole({ axis, factor: factor * group }) ? count : exactCall('min', [count, left]);
  const offset: Value = nameValue(name, 'i32');
  const body: Statement[] = [{ kind: 'let', name: first, value: exactCall('add', [base, offset]) }];
  scope.statements.push({ kind: 'loop', loop: 'sequential', name, from: numberValue(0), to, step: factor, body });
  const own: Layout = { ...layout, axisName: (x) => (x === axis ? first : layout.axisName(x)) };
  return { place: makeScope(scope, [], body), own, offset };
}
