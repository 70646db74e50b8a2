import { monoids, children, e, type Axis, type Expr } from '../expr/index.js';
import { bind } from './bind.js';
import { layOut, type Layout } from './level.js';
import type { Statement, Value } from './loopNest.js';
import type { Prepared } from './prepare.js';
import { makeScope, nameValue, numberValue, valueOf, type Scope } from './scope.js';
import type { Target } from './target.js';
import type { Tile } from './tileChoice.js';

/** One position inside a tile, by tiled axis. */
type Position = readonly number[];

/**
 * Loops over tiles; in each, accumulators for all its results, the reduction, then the outputs element by element.
 * A tile that reaches over the end reads its last row again and stores only what exists, so there is one copy of the code.
 */
export function layOutTiled({ axes, outputs }: Prepared, tile: Tile, scope: Scope, layout: Layout): void {
  const factorOf = (axis: Axis): number => tile.axes.find((t) => t.axis === axis)?.factor ?? 1;
  let place = scope;
  for (const axis of axes) {
    bind([...tile.reduce.bodies, ...outputs.flatMap(({ at, value }) => [at, value])], place, layout);
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
  const registers = reduceTile(tile, place, layout);
  storeTile(outputs, tile, registers, place, layout);
}

const positionsOf = ({ axes }: Tile): Position[] =>
  axes.reduce<number[][]>(
    (list, { factor }) => list.flatMap((p) => Array.from({ length: factor }, (_, k) => [...p, k])),
    [[]],
  );

/** i + 1, or the last index where a tile may reach over the end. */
function indexIn(axis: Axis, factor: number, offset: number, layout: Layout, scope: Scope): Value {
  const base = nameValue(layout.axisName(axis), 'i32');
  if (offset === 0) return base;
  const sum = call('add', [base, numberValue(offset)]);
  if (typeof axis.extent === 'number' && axis.extent % factor === 0) return sum;
  return call('min', [sum, valueOf(e.sub(e.extent(axis.extent), e.int(1)), scope, layout.bufferName)]);
}

const call = (fn: 'add' | 'sub' | 'min' | 'mul', args: readonly Value[]): Value => ({ kind: 'call', dtype: 'i32', fn, args, exact: true });

/** The accumulators after the reduction, in the order of positions. */
function reduceTile(tile: Tile, scope: Scope, layout: Layout): string[] {
  const { reduce } = tile;
  const indices = tile.axes.map(({ axis, factor }) =>
    Array.from({ length: factor }, (_, k): Value => {
      const value = indexIn(axis, factor, k, layout, scope);
      if (value.kind === 'name') return value;
      const name = layout.fresh(`${layout.axisName(axis)}${k}`);
      scope.statements.push({ kind: 'let', name, value });
      return nameValue(name, 'i32');
    }),
  );
  const positions = positionsOf(tile);
  const copies = makeCopies(tile, positions, indices);
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
    const accumulator: Expr = { kind: 'load', dtype: reduce.dtype, from: { name: registers[k]!, dtype: reduce.dtype, shape: [] }, index: [] };
    const here = makeScope(place, [], place.statements);
    here.set(accumulator, nameValue(registers[k]!, reduce.dtype));
    const [next] = monoids[reduce.monoid].combine([accumulator], [copies.bodies[k]!]);
    place.statements.push({ kind: 'assign', name: registers[k]!, value: valueOf(next!, here, layout.bufferName) });
  });
  return registers;
}

/** The reduction's body for each position; what does not depend on a tiled axis is the same expression in all of them. */
function makeCopies({ reduce, axes }: Tile, positions: readonly Position[], indices: readonly (readonly Value[])[]) {
  const [body] = reduce.bodies;
  const names = new Map<string, Expr>();
  const values = new Map<Expr, Value>();
  const memo = new Map<string, Expr>();
  const ids = new Map<Expr, number>();
  const id = (x: Expr): number => ids.get(x) ?? (ids.set(x, ids.size), ids.size - 1);
  const stand = (axis: Axis, which: number, k: number): Expr => {
    const key = `${which} ${k}`;
    const known = names.get(key);
    if (known) return known;
    const made: Expr = { kind: 'axis', dtype: 'i32', extent: axis.extent };
    names.set(key, made);
    values.set(made, indices[which]![k]!);
    return made;
  };
  const copy = (x: Expr, position: Position): Expr => {
    if (x.kind === 'axis') {
      const which = axes.findIndex(({ axis }) => axis === x);
      return which < 0 ? x : stand(x, which, position[which]!);
    }
    const inner = children(x).map((child) => copy(child, position));
    if (inner.every((child, k) => child === children(x)[k])) return x;
    const key = `${id(x)}(${inner.map(id).join()})`;
    const known = memo.get(key);
    if (known) return known;
    const made = rebuilt(x, inner);
    memo.set(key, made);
    return made;
  };
  const bodies = positions.map((position) => copy(body!, position));
  return {
    bodies,
    bind(scope: Scope, layout: Layout): void {
      // The stand-ins are bound wherever the tile is.
      const place: Scope = { ...scope, bound: new Set([...scope.bound, ...([...values.keys()] as Axis[])]) };
      values.forEach((value, x) => scope.set(x, value));
      bind(bodies, place, { ...layout, isSafe: () => true, free: freeOf });
    },
  };
}

function rebuilt(x: Expr, inner: readonly Expr[]): Expr {
  if (x.kind === 'load') return { ...x, index: inner };
  if (x.kind === 'call') return { ...x, args: inner };
  if (x.kind === 'cast') return { ...x, arg: inner[0]! };
  if (x.kind === 'select') return { ...x, when: inner[0]!, then: inner[1]!, otherwise: inner[2]! };
  return x;
}

const memoOfFree = new WeakMap<Expr, ReadonlySet<Axis>>();
function freeOf(x: Expr): ReadonlySet<Axis> {
  const known = memoOfFree.get(x);
  if (known) return known;
  const free = new Set<Axis>(x.kind === 'axis' ? [x] : []);
  for (const child of children(x)) for (const axis of freeOf(child)) free.add(axis);
  memoOfFree.set(x, free);
  return free;
}

/** Writes the accumulators to scratch memory, then each output over the tile's elements that exist. */
function storeTile(outputs: Prepared['outputs'], tile: Tile, registers: readonly string[], scope: Scope, layout: Layout): void {
  const scratch = layout.fresh('tile');
  layout.scratch.push({ name: scratch, dtype: tile.reduce.dtype, length: registers.length });
  registers.forEach((name, k) => {
    const value = nameValue(name, tile.reduce.dtype);
    scope.statements.push({ kind: 'store', buffer: scratch, at: numberValue(k), value });
  });
  let place = scope;
  let at: Value | null = null;
  for (const { axis, factor } of tile.axes) {
    const offset = layout.fresh(`${layout.axisName(axis)}_in`);
    const base = nameValue(layout.axisName(axis), 'i32');
    const whole = typeof axis.extent === 'number' && axis.extent % factor === 0;
    const left = call('sub', [valueOf(e.extent(axis.extent), place, layout.bufferName), base]);
    const to = whole ? numberValue(factor) : call('min', [numberValue(factor), left]);
    const body: Statement[] = [];
    const index = layout.fresh(`${layout.axisName(axis)}_at`);
    bind(outputs.flatMap((o) => [o.at, o.value]), place, layout);
    place.statements.push({ kind: 'loop', loop: 'sequential', name: offset, from: numberValue(0), to, step: 1, body });
    body.push({ kind: 'let', name: index, value: call('add', [base, nameValue(offset, 'i32')]) });
    place = makeScope(place, [axis], body);
    place.set(axis, nameValue(index, 'i32'));
    const own = nameValue(offset, 'i32');
    at = at === null ? own : call('add', [call('mul', [at, numberValue(factor)]), own]);
  }
  place.set(tile.reduce, { kind: 'load', dtype: tile.reduce.dtype, buffer: scratch, at: at! });
  const targets = outputs.map((o): Target => ({ kind: 'store', buffer: o.buffer, at: o.at, value: o.value, remaining: [] }));
  layOut(targets, place, layout);
}
