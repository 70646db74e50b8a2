import { children, e, freeAxes, makeInterner, monoids, withChildren, type Axis, type Expr } from '../expr/index.js';
import { registerExpr } from './accumulate.js';
import { nested } from './address.js';
import { bind, bindOutputs } from './bind.js';
import { layOut, type Layout } from './level.js';
import type { Statement, Value } from './loopNest.js';
import { callPanel, panelOf } from './panel.js';
import { safety, type Prepared } from './prepare.js';
import { exactCall, makeScope, nameValue, numberValue, valueOf, type Scope } from './scope.js';
import type { Target } from './target.js';
import { isWhole, type Tile } from './tileChoice.js';

/** One position inside a tile, by tiled axis. */
type Position = readonly number[];

/**
 * Loops over tiles; in each, accumulators for all its results, the reduction, then the outputs element by element.
 * A tile that reaches over the end reads its last row again and stores only what exists, so there is one copy of the code.
 */
export function layOutTiled({ axes, outputs, depth }: Prepared, tile: Tile, scope: Scope, layout: Layout): void {
  const factorOf = (axis: Axis): number => tile.axes.find((t) => t.axis === axis)?.factor ?? 1;
  const columns = tile.axes.at(-1)!;
  const panel =
    isWhole(columns) && tile.reduce.axes.length === 1
      ? panelOf(tile.reduce, tile.axes.length > 1 ? tile.axes[0]!.axis : null, columns.axis)
      : null;
  let place = scope;
  for (const axis of axes) {
    bind([...(panel ? [] : tile.reduce.bodies), ...outputs.flatMap(({ at, value }) => [at, value])], place, layout);
    const name = layout.axisName(axis);
    const body: Statement[] = [];
    const to = valueOf(e.extent(axis.extent), place, layout.bufferName);
    const loop = layout.loopKind(axis);
    place.statements.push({ kind: 'loop', loop, name, from: numberValue(0), to, step: factorOf(axis), body });
    const tiled = factorOf(axis) > 1;
    const inner = makeScope(place, tiled ? [] : [axis], body);
    if (!tiled) inner.set(axis, nameValue(name, 'i32'));
    place = inner;
  }
  const indices = indicesIn(tile, place, layout);
  const scratch = panel
    ? callPanel(
        panel,
        {
          rows: tile.axes.length > 1 ? indices[0]! : [undefined],
          column: columns.axis,
          width: columns.factor,
          lanes: 1,
          packed: null,
          packedRows: null,
          fullWhen: null,
          into: null,
        },
        place,
        layout,
        depth,
      )
    : keepSums(tile, reduceTile(tile, indices, place, layout, depth), place, layout);
  storeTile(outputs, tile, scratch, place, layout);
}

const positionsOf = ({ axes }: Tile): Position[] =>
  axes.reduce<number[][]>(
    (list, { factor }) => list.flatMap((p) => Array.from({ length: factor }, (_, k) => [...p, k])),
    [[]],
  );

/**
 * The indices inside a tile, by tiled axis: `i + 1`, or a register with the last index where the tile may reach over the
 * end. The tile's first index stands for the axis itself.
 */
export function indicesIn(tile: Tile, scope: Scope, layout: Layout): Expr[][] {
  return tile.axes.map((tiled) => {
    const { axis, factor } = tiled;
    const first = nameValue(layout.axisName(axis), 'i32');
    scope.set(axis, first);
    return Array.from({ length: factor }, (_, k): Expr => {
      if (k === 0) return axis;
      if (isWhole(tiled)) return e.add(axis, e.int(k));
      const name = layout.fresh(`${layout.axisName(axis)}${k}`);
      const last = valueOf(e.sub(e.extent(axis.extent), e.int(1)), scope, layout.bufferName);
      scope.statements.push({
        kind: 'let',
        name,
        value: exactCall('min', [exactCall('add', [first, numberValue(k)]), last]),
      });
      const index: Expr = { kind: 'axis', dtype: 'i32', extent: axis.extent };
      scope.set(index, nameValue(name, 'i32'));
      return index;
    });
  });
}

/** The accumulators after the reduction, in the order of positions. */
function reduceTile(
  tile: Tile,
  indices: readonly (readonly Expr[])[],
  scope: Scope,
  layout: Layout,
  depth: (axis: Axis) => number,
): string[] {
  const { reduce } = tile;
  const positions = positionsOf(tile);
  const copies = makeCopies(tile, positions, indices, depth);
  const [identity] = monoids[reduce.monoid].identity(reduce.dtype);
  const registers = positions.map((position) => {
    const name = layout.fresh(`${reduce.monoid}${position.length > 1 ? position.join('_') : position[0]}`);
    scope.statements.push({ kind: 'var', name, value: numberValue(identity!, reduce.dtype) });
    return name;
  });
  let place = scope;
  for (const axis of reduce.axes) {
    copies.bind(place, layout);
    const name = layout.axisName(axis);
    const body: Statement[] = [];
    const to = valueOf(e.extent(axis.extent), place, layout.bufferName);
    place.statements.push({ kind: 'loop', loop: 'sequential', name, from: numberValue(0), to, step: 1, body });
    place = makeScope(place, [axis], body);
    place.set(axis, nameValue(name, 'i32'));
  }
  copies.bind(place, layout);
  positions.forEach((_, k) => {
    const accumulator = registerExpr(registers[k]!, reduce.dtype, place);
    const [next] = monoids[reduce.monoid].combine([accumulator], [copies.bodies[k]!]);
    place.statements.push({ kind: 'assign', name: registers[k]!, value: valueOf(next!, place, layout.bufferName) });
  });
  return registers;
}

/** The reduction's body for each position; what does not depend on a tiled axis is the same expression in all of them. */
function makeCopies(
  { reduce, axes }: Tile,
  positions: readonly Position[],
  indices: readonly (readonly Expr[])[],
  depth: (axis: Axis) => number,
) {
  const [body] = reduce.bodies;
  const stands = new Set(indices.flat().flatMap((x) => (x.kind === 'axis' ? [x] : [])));
  const origin = new Map<Axis, Axis>(
    indices.flatMap((list, which) => list.flatMap((x) => (x.kind === 'axis' ? [[x, axes[which]!.axis] as const] : []))),
  );
  const intern = makeInterner();
  const own = new Map<Expr, ReadonlySet<Axis>>();
  const done = new Map<Expr, Map<string, Expr>>();
  // A part has as many copies as there are positions along the tiled axes that it depends on.
  const copy = (x: Expr, position: Position): Expr => {
    const free = freeAxes(x, own);
    const key = axes.map(({ axis }, which) => (free.has(axis) ? position[which] : '')).join();
    const copies = done.get(x) ?? new Map<string, Expr>();
    done.set(x, copies);
    const known = copies.get(key) ?? copyOf(x, position);
    copies.set(key, known);
    return known;
  };
  const copyOf = (x: Expr, position: Position): Expr => {
    if (x.kind === 'axis') {
      const which = axes.findIndex(({ axis }) => axis === x);
      return which < 0 ? x : indices[which]![position[which]!]!;
    }
    const inner = children(x).map((child) => copy(child, position));
    if (x.kind !== 'load') return withChildren(x, inner);
    return { ...x, index: [nested(inner[0]!, (axis) => depth(origin.get(axis) ?? axis))] };
  };
  const bodies = positions.map((position) => intern(copy(body!, position)));
  const memo = new Map<Expr, ReadonlySet<Axis>>();
  const isSafe = safety();
  return {
    bodies,
    bind(scope: Scope, layout: Layout): void {
      // The stand-ins are bound wherever the tile is.
      const place: Scope = { ...scope, bound: new Set([...scope.bound, ...stands]) };
      bind(bodies, place, { ...layout, isSafe, free: (x) => freeAxes(x, memo) });
    },
  };
}

/** The scope without what it knows of the tile's first element: the outputs' loops give the tiled axes other values. */
function forgetting({ axes }: Tile, scope: Scope, { free }: Layout): Scope {
  const moves = (x: Expr): boolean => axes.some(({ axis }) => free(x).has(axis));
  const bound = new Set([...scope.bound].filter((axis) => !moves(axis)));
  return { ...scope, bound, get: (x) => (moves(x) ? undefined : scope.get(x)) };
}

/** Writes the accumulators to scratch memory. */
function keepSums({ reduce }: Tile, registers: readonly string[], { statements }: Scope, layout: Layout): string {
  const scratch = layout.scratch('tile', reduce.dtype, registers.length);
  registers.forEach((name, k) => {
    statements.push({ kind: 'store', buffer: scratch, at: numberValue(k), value: nameValue(name, reduce.dtype) });
  });
  return scratch;
}

/**
 * Writes each output over the tile's elements that exist, whose sums are in scratch memory; a tile whose columns were
 * moved back by `moved` has stored its first ones before.
 */
export function storeTile(
  outputs: Prepared['outputs'],
  tile: Tile,
  scratch: string,
  scope: Scope,
  layout: Layout,
  moved: Value | null = null,
): void {
  // The outputs' own loops find the sum in scratch memory; until then it only has to be known.
  let place = makeScope(forgetting(tile, scope, layout), [], scope.statements);
  place.set(tile.reduce, numberValue(0, tile.reduce.dtype));
  let at: Value | null = null;
  for (const tiled of tile.axes) {
    const { axis, factor } = tiled;
    const offset = layout.fresh(`${layout.axisName(axis)}InTile`);
    const base = nameValue(layout.axisName(axis), 'i32');
    const whole = isWhole(tiled);
    const left = exactCall('sub', [valueOf(e.extent(axis.extent), place, layout.bufferName), base]);
    const to = whole ? numberValue(factor) : exactCall('min', [numberValue(factor), left]);
    const body: Statement[] = [];
    const index = layout.fresh(`${layout.axisName(axis)}Out`);
    bindOutputs(outputs, place, layout);
    place.statements.push({ kind: 'loop', loop: 'sequential', name: offset, from: numberValue(0), to, step: 1, body });
    body.push({ kind: 'let', name: index, value: exactCall('add', [base, nameValue(offset, 'i32')]) });
    place = makeScope(place, [axis], body);
    place.set(axis, nameValue(index, 'i32'));
    const own = nameValue(offset, 'i32');
    at = at === null ? own : exactCall('add', [exactCall('mul', [at, numberValue(factor)]), own]);
  }
  if (moved) at = exactCall('add', [at!, moved]);
  place.set(tile.reduce, { kind: 'load', dtype: tile.reduce.dtype, buffer: scratch, at: at! });
  const targets = outputs.map((o): Target => ({
    kind: 'store',
    buffer: o.buffer,
    at: o.at,
    value: o.value,
    remaining: [],
  }));
  layOut(targets, place, layout);
}
