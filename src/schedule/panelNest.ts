import { scaleExtent } from '../base/index.js';
import { e, type Axis, type Expr } from '../expr/index.js';
import { bind } from './bind.js';
import type { Layout } from './level.js';
import type { Statement, Value } from './loopNest.js';
import { callPanel, startOf, type Operand, type Panel } from './panel.js';
import type { PanelPlan } from './panelChoice.js';
import type { Prepared } from './prepare.js';
import { exactCall, makeScope, nameValue, numberValue, valueOf, type Scope } from './scope.js';
import { indicesIn, storeTile } from './tile.js';
import { isWhole, type Tile } from './tileChoice.js';

/**
 * Loops over tiles in vectors. Columns that are packed are so before the loops over rows. The last tile of columns is
 * moved back to where it still reads whole vectors, and stores only what the one before has not.
 */
export function layOutPanels(prepared: Prepared, plan: PanelPlan, scope: Scope, layout: Layout): void {
  const { outputs, depth } = prepared;
  const { tile, panel, packs, packsRows, order } = plan;
  const columns = tile.axes.at(-1)!;
  const rows = tile.axes.length > 1 ? tile.axes[0]! : null;
  const lastColumns = packs ? order.findLastIndex((axis) => axis === columns.axis) : -1;
  let packed: string | null = null;
  let packedRows: string | null = null;
  let column: Expr | null = null;
  let place = scope;
  order.forEach((axis, level) => {
    bind(
      outputs.flatMap(({ at, value }) => [at, value]),
      place,
      layout,
    );
    if (packsRows && axis === columns.axis) packedRows = packRows(panel, rows!, place, layout, depth);
    const tiled = tile.axes.find((t) => t.axis === axis);
    const step = tiled?.factor ?? 1;
    const body: Statement[] = [];
    const to = valueOf(e.extent(axis.extent), place, layout.bufferName);
    const name = layout.axisName(axis);
    place.statements.push({ kind: 'loop', loop: 'parallel', name, from: numberValue(0), to, step, body });
    place = makeScope(place, tiled ? [] : [axis], body);
    if (!tiled) place.set(axis, nameValue(name, 'i32'));
    if (axis === columns.axis) column = firstColumn(axis, columns.factor, place, layout);
    if (level === lastColumns) {
      packed = layout.scratch('packed', 'f32', scaleExtent(panel.count.extent, columns.factor));
      const start = startOf(panel.columns, column!, depth);
      pack(
        panel.columns,
        panel.count,
        { start, to: { scratch: packed, at: null }, width: columns.factor },
        place,
        layout,
      );
    }
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
      packedRows: packedRows ? { scratch: packedRows, start: tileStart(panel, rows!, layout) } : null,
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

/** Whether this tile is not the last one, which may have fewer rows. */
function hasAllRows({ axis, factor }: Tile['axes'][number], scope: Scope, layout: Layout): Value {
  const next = exactCall('add', [nameValue(layout.axisName(axis), 'i32'), numberValue(factor)]);
  const extent = valueOf(e.extent(axis.extent), scope, layout.bufferName);
  return { kind: 'call', dtype: 'bool', fn: 'lessEqual', args: [next, extent], exact: false };
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

/** Copies all rows into scratch memory, a tile after another. */
function packRows(
  { rows, count }: Panel,
  { axis, factor }: Tile['axes'][number],
  scope: Scope,
  layout: Layout,
  depth: (x: Axis) => number,
): string {
  const scratch = layout.scratch('packedRows', 'f32', Number(axis.extent) * Number(count.extent));
  const name = layout.fresh(layout.axisName(axis));
  const index: Expr = { kind: 'axis', dtype: 'i32', extent: axis.extent };
  const body: Statement[] = [];
  const place = makeScope(scope, [], body);
  place.set(index, nameValue(name, 'i32'));
  const at = layout.fresh('tileOfRows');
  body.push({
    kind: 'let',
    name: at,
    value: exactCall('mul', [nameValue(name, 'i32'), numberValue(Number(count.extent))]),
  });
  pack(rows, count, { start: startOf(rows, index, depth), to: { scratch, at }, width: factor }, place, layout);
  const to = numberValue(Number(axis.extent));
  scope.statements.push({ kind: 'loop', loop: 'sequential', name, from: numberValue(0), to, step: factor, body });
  return scratch;
}

/** Where the packed rows of a tile start. */
const tileStart = ({ count }: Panel, { axis }: Tile['axes'][number], layout: Layout): Value =>
  exactCall('mul', [nameValue(layout.axisName(axis), 'i32'), numberValue(Number(count.extent))]);

/** What is copied: from where its first term starts, so many in a row of scratch memory. */
interface Copied {
  readonly start: Expr;
  readonly to: { readonly scratch: string; readonly at: string | null };
  readonly width: number;
}

/** Copies the terms of a tile into scratch memory: the first of each row or column, then the next of each. */
function pack({ from, along, step }: Operand, count: Axis, copied: Copied, scope: Scope, layout: Layout): void {
  const { to, width } = copied;
  const start = valueOf(copied.start, scope, layout.bufferName);
  const [k, c, source, target] = ['k', 'c', 'from', 'to'].map((name) => layout.fresh(name)) as [
    string,
    string,
    string,
    string,
  ];
  const index = (name: string): Value => nameValue(name, 'i32');
  const times = (x: string, by: number): Value => (by === 1 ? index(x) : exactCall('mul', [index(x), numberValue(by)]));
  const load: Value = {
    kind: 'load',
    dtype: 'f32',
    buffer: layout.bufferName(from),
    at: exactCall('add', [index(source), times(c, along)]),
  };
  const copy: Statement = {
    kind: 'store',
    buffer: to.scratch,
    at: exactCall('add', [index(target), index(c)]),
    value: load,
  };
  const inner: Statement = {
    kind: 'loop',
    loop: 'sequential',
    name: c,
    from: numberValue(0),
    to: numberValue(width),
    step: 1,
    body: [copy],
  };
  scope.statements.push({
    kind: 'loop',
    loop: 'sequential',
    name: k,
    from: numberValue(0),
    to: valueOf(e.extent(count.extent), scope, layout.bufferName),
    step: 1,
    body: [
      { kind: 'let', name: source, value: exactCall('add', [start, times(k, step)]) },
      { kind: 'let', name: target, value: to.at ? exactCall('add', [index(to.at), times(k, width)]) : times(k, width) },
      inner,
    ],
  });
}
