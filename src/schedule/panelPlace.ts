import { e, type Axis, type Expr } from '../expr/index.js';
import type { Layout } from './level.js';
import type { Value } from './loopNest.js';
import { exactCall, nameValue, numberValue, valueOf, type Scope } from './scope.js';
import { isWhole, type Tile } from './tileChoice.js';

/** Whether this tile is not the last one, which may have fewer rows. */
export function hasAllRows({ axis, factor }: Tile['axes'][number], scope: Scope, layout: Layout): Value {
  const next = exactCall('add', [nameValue(layout.axisName(axis), 'i32'), numberValue(factor)]);
  const extent = valueOf(e.extent(axis.extent), scope, layout.bufferName);
  return { kind: 'call', dtype: 'bool', fn: 'lessEqual', args: [next, extent], exact: false };
}

/** The first column of a tile; of the last one so that all its columns exist. */
export function firstColumn(axis: Axis, factor: number, scope: Scope, layout: Layout): Expr {
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
