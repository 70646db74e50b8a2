import { scaleExtent } from '../base/index.js';
import { e, type Axis, type Expr } from '../expr/index.js';
import { bind } from './bind.js';
import type { Layout } from './level.js';
import type { Statement, Value } from './loopNest.js';
import { callPanel, startOf, type Operand } from './panel.js';
import type { PanelPlan } from './panelChoice.js';
import type { Prepared } from './prepare.js';
import { exactCall, makeScope, nameValue, numberValue, valueOf, type Scope } from './scope.js';
import { indicesIn, storeTile } from './tile.js';
import { isWhole } from './tileChoice.js';

/**
 * Loops over tiles in vectors. Columns that are packed are so before the loops over rows. The last tile of columns is
 * moved back to where it still reads whole vectors, and stores only what the one before has not.
 */
export function layOutPanels(prepared: Prepared, plan: PanelPlan, scope: Scope, layout: Layout): void {
  const { outputs, depth } = prepared;
  const { tile, panel, packs, order } = plan;
  const columns = tile.axes.at(-1)!;
  const rows = tile.axes.length > 1 ? tile.axes[0]! : null;
  const lastColumns = packs ? order.findLastIndex((axis) => axis === columns.axis) : -1;
  let packed: string | null = null;
  let column: Expr | null = null;
  let place = scope;
  order.forEach((axis, level) => {
    bind(
      outputs.flatMap(({ at, value }) => [at, value]),
      place,
      layout,
    );
    const tiled = tile.axes.find((t) => t.axis === axis);
    const step = tiled?.factor ?? 1;
    const body: Statement[] = [];
    const to = valueOf(e.extent(axis.extent), place, layout.bufferName);
    const name = layout.axisName(axis);
    place.statements.push({ kind: 'loop', loop: 'parallel', name, from: numberValue(0), to, step, body });
    place = makeScope(place, tiled ? [] : [axis], body);
    if (!tiled) place.set(axis, nameValue(name, 'i32'));
    if (axis === columns.axis) column = firstColumn(axis, columns.factor, place, layout);
    if (level === lastColumns) packed = pack(panel.columns, panel.count, column!, columns.factor, place, layout, depth);
  });
  const indices = rows ? indicesIn({ ...tile, axes: [rows] }, place, layout)[0]! : [undefined];
  const scratch = callPanel(
    panel,
    { rows: indices, column: column!, width: columns.factor, lanes: 4, packed },
    place,
    layout,
    depth,
  );
  const moved = isWhole(columns)
    ? null
    : exactCall('sub', [nameValue(layout.axisName(columns.axis), 'i32'), place.get(column!)!]);
  storeTile(outputs, tile, scratch, place, layout, moved);
}

/** The first column of a tile; of the last one so that all its columns exist. */
function firstColumn(axis: Axis, factor: number, scope: Scope, layout: Layout): Expr {
  const first = nameValue(layout.axisName(axis), 'i32');
  scope.set(axis, first);
  if (isWhole({ axis, factor })) return axis;
  const name = layout.fresh(`${layout.axisName(axis)}First`);
  const last = numberValue(Number(axis.extent) - factor);
  scope.statements.push({ kind: 'let', name, value: exactCall('min', [first, last]) });
  const index: Expr = { kind: 'axis', dtype: 'i32', extent: axis.extent };
  scope.set(index, nameValue(name, 'i32'));
  return index;
}

/** Copies a tile's columns into scratch memory, as many in a row as the tile is wide. */
function pack(
  columns: Operand,
  count: Axis,
  column: Expr,
  width: number,
  scope: Scope,
  layout: Layout,
  depth: (x: Axis) => number,
): string {
  const packed = layout.scratch('packed', 'f32', scaleExtent(count.extent, width));
  const start = valueOf(startOf(columns, column, depth), scope, layout.bufferName);
  const [k, c, from, to] = ['k', 'c', 'from', 'to'].map((name) => layout.fresh(name)) as [
    string,
    string,
    string,
    string,
  ];
  const index = (name: string): Value => nameValue(name, 'i32');
  const step = (x: string, by: number): Value => (by === 1 ? index(x) : exactCall('mul', [index(x), numberValue(by)]));
  const load: Value = {
    kind: 'load',
    dtype: 'f32',
    buffer: layout.bufferName(columns.from),
    at: exactCall('add', [index(from), step(c, columns.along)]),
  };
  const copy: Statement = { kind: 'store', buffer: packed, at: exactCall('add', [index(to), index(c)]), value: load };
  scope.statements.push({
    kind: 'loop',
    loop: 'sequential',
    name: k,
    from: numberValue(0),
    to: valueOf(e.extent(count.extent), scope, layout.bufferName),
    step: 1,
    body: [
      { kind: 'let', name: from, value: exactCall('add', [start, step(k, columns.step)]) },
      { kind: 'let', name: to, value: step(k, width) },
      {
        kind: 'loop',
        loop: 'sequential',
        name: c,
        from: numberValue(0),
        to: numberValue(width),
        step: 1,
        body: [copy],
      },
    ],
  });
  return packed;
}
