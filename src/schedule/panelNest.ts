import { e, type Expr } from '../expr/index.js';
import { bindOutputs } from './bind.js';
import type { Layout } from './level.js';
import type { Statement } from './loopNest.js';
import { packColumns, packRows, tileStart } from './packing.js';
import { callPanel } from './panel.js';
import { layOutBlocks } from './panelBlocks.js';
import { layOutParts } from './panelParts.js';
import { firstColumn, hasAllRows } from './panelPlace.js';
import type { PanelPlan } from './panelChoice.js';
import { exactCall, makeScope, nameValue, numberValue, valueOf, type Scope } from './scope.js';
import { indicesIn, storeTile } from './tile.js';
import { isWhole } from './tileChoice.js';

/**
 * Loops over tiles in vectors. Columns that are packed are so before the loops over rows. The last tile of columns is
 * moved back to where it still reads whole vectors, and stores only what the one before has not. `ready` is memory that
 * holds all columns packed already.
 */
export function layOutPanels(plan: PanelPlan, scope: Scope, layout: Layout, ready: string | null = null): void {
  if (plan.blocks.length > 0) return layOutBlocks(plan, scope, layout);
  if (plan.cut !== null) return layOutParts(plan, scope, layout);
  const { outputs, depth } = plan.prepared;
  const { tile, panel, packs, packsRows, order } = plan;
  const columns = tile.axes.at(-1)!;
  const rows = tile.axes.length > 1 ? tile.axes[0]! : null;
  const lastColumns = packs ? order.findLastIndex((axis) => axis === columns.axis) : -1;
  let packed: string | null = null;
  let packedRows: string | null = null;
  let column: Expr | null = null;
  let place = scope;
  order.forEach((axis, level) => {
    bindOutputs(outputs, place, layout);
    if (packsRows && axis === columns.axis) packedRows = packRows(packsRows, rows!, place, layout, depth);
    const tiled = tile.axes.find((t) => t.axis === axis);
    const step = tiled?.factor ?? 1;
    const body: Statement[] = [];
    const to = valueOf(e.extent(axis.extent), place, layout.bufferName);
    const name = layout.axisName(axis);
    place.statements.push({ kind: 'loop', loop: 'parallel', name, from: numberValue(0), to, step, body });
    place = makeScope(place, tiled ? [] : [axis], body);
    if (!tiled) place.set(axis, nameValue(name, 'i32'));
    if (axis === columns.axis) column = firstColumn(axis, columns.factor, place, layout);
    if (level === lastColumns)
      packed = ready ?? packColumns(panel, { column: column!, width: columns.factor }, place, layout, depth);
  });
  const indices = rows ? indicesIn({ ...tile, axes: [rows] }, place, layout)[0]! : [undefined];
  const scratch = callPanel(
    panel,
    {
      rows: indices,
      fullWhen: rows && (isWhole(rows) || hasAllRows(rows, place, layout)),
      column: column!,
      width: columns.factor,
      lanes: 4,
      packed,
      ...(ready !== null && { packedAt: tileStart(panel, columns, layout) }),
      packedRows: packedRows ? { scratch: packedRows, start: tileStart(panel, rows!, layout) } : null,
      into: null,
    },
    place,
    layout,
    depth,
  );
  const moved = isWhole(columns)
    ? null
    : exactCall('sub', [nameValue(layout.axisName(columns.axis), 'i32'), place.get(column!)!]);
  storeTile(outputs, tile, scratch, place, layout, moved);
}
