import type { DType, Extent } from '../base/index.js';
import { e, inOrder, monoids, type Axis, type Expr } from '../expr/index.js';
import { accumulate } from './accumulate.js';
import { bind, isBoundIn, type Surroundings } from './bind.js';
import { keepRows, type Kept } from './keepRows.js';
import type { LoopKind, Routine, Statement, Value } from './loopNest.js';
import { makeScope, nameValue, numberValue, valueOf, type Scope } from './scope.js';
import { reach, rootsOf, type Fold, type Target } from './target.js';

/** What `layOut` takes from and gives to the nest around it. */
export interface Layout extends Surroundings {
  readonly axisName: (axis: Axis) => string;
  readonly fresh: (base: string) => string;
  /** Memory of the nest's own, under a name like this one. */
  readonly scratch: (base: string, dtype: DType, length: Extent) => string;
  /** Says that the nest calls a routine. */
  readonly calls: (routine: Routine) => void;
  /** Whether a loop over this axis outside of any reduction has independent iterations. */
  readonly loopKind: (axis: Axis) => LoopKind;
}

/**
 * Lays out targets at one place of a nest: reductions that this place can finish, in loops of their own, as many of
 * them as possible in one; then the loops of the stores; then what needs no loop any more.
 */
export function layOut(targets: readonly Target[], scope: Scope, layout: Layout): void {
  const pending = [...targets.filter(({ remaining }) => remaining.length > 0), ...foldsAt(targets, scope, layout)];
  const stages = stagesOf(pending, scope, layout);
  const groups = groupsOf(pending, stages);
  const kept = keepRows(groups, scope, layout);
  for (const { axis, members } of groups) {
    bind(members.flatMap(rootsOf), scope, layout);
    const keeps = kept.filter((k) => k.first === members);
    const reads = kept.filter((k) => k.axis === axis && k.readers.includes(members));
    loopOver(axis, [...members, ...keeps.map((k) => k.target)], reads, scope, layout);
  }
  finish(
    targets.filter(({ remaining }) => remaining.length === 0),
    scope,
    layout,
  );
}

/** Reductions that the targets need and that depend on nothing but what is bound here. */
function foldsAt(targets: readonly Target[], scope: Scope, { free }: Layout): Target[] {
  const folds: Fold[] = [];
  for (const x of reach(targets.flatMap(rootsOf), (y) => scope.get(y) !== undefined)) {
    if (x.kind !== 'reduce' || !isBoundIn(x, scope, free)) continue;
    const same = folds.find(
      (f) =>
        f.monoid === x.monoid && f.bodies.every((b, k) => b === x.bodies[k]) && f.axes.every((a, k) => a === x.axes[k]),
    );
    if (same) same.picks.set(x.pick, x);
    else folds.push({ monoid: x.monoid, axes: x.axes, bodies: x.bodies, picks: new Map([[x.pick, x]]), registers: [] });
  }
  return folds.map((fold) => ({ kind: 'fold', fold, remaining: fold.axes }));
}

/** How many loops must have ended before a target's own may start. */
function stagesOf(pending: readonly Target[], scope: Scope, layout: Layout): Map<Target, number> {
  const stages = new Map<Target, number>();
  const foldOf = new Map<Expr, Target>();
  for (const target of pending) if (target.kind === 'fold') target.fold.picks.forEach((x) => foldOf.set(x, target));
  const stageOf = (target: Target): number => {
    const known = stages.get(target);
    if (known !== undefined) return known;
    const needed = reach(rootsOf(target), (x) => scope.get(x) !== undefined).flatMap((x) => foldOf.get(x) ?? []);
    const stage = Math.max(-1, ...needed.filter((other) => other !== target).map(stageOf)) + 1;
    stages.set(target, stage);
    return stage;
  };
  pending.forEach(stageOf);
  for (const target of pending) {
    if (target.kind !== 'store' || !layout.isUpdated(target.buffer)) continue;
    // The old value is overwritten only when every loop that reads it is running or has ended.
    const readers = pending.filter((other) => readsBuffer(other, target.buffer));
    stages.set(target, Math.max(...[target, ...readers].map(stageOf)));
  }
  return stages;
}

const readsBuffer = (target: Target, buffer: object): boolean =>
  inOrder(rootsOf(target)).some((x) => x.kind === 'load' && x.from === buffer);

/** Targets that share a loop. */
export interface Group {
  readonly axis: Axis;
  readonly members: readonly Target[];
}

/** Targets of one stage over one axis share a loop. */
function groupsOf(pending: readonly Target[], stages: ReadonlyMap<Target, number>): Group[] {
  const groups: { axis: Axis; stage: number; members: Target[] }[] = [];
  for (const target of pending) {
    const axis = target.remaining[0]!;
    const stage = stages.get(target)!;
    const group = groups.find((g) => g.axis === axis && g.stage === stage);
    if (group) group.members.push(target);
    else groups.push({ axis, stage, members: [target] });
  }
  return groups.sort((a, b) => a.stage - b.stage);
}

function loopOver(axis: Axis, members: readonly Target[], reads: readonly Kept[], scope: Scope, layout: Layout): void {
  const folds = members.flatMap((t) => (t.kind === 'fold' ? [t.fold] : []));
  for (const fold of folds) if (fold.registers.length === 0) start(fold, scope, layout);
  const name = layout.axisName(axis);
  const body: Statement[] = [];
  const inner = makeScope(scope, [axis], body);
  inner.set(axis, nameValue(name, 'i32'));
  for (const { value, scratch } of reads) {
    inner.set(value, { kind: 'load', dtype: value.dtype, buffer: scratch, at: nameValue(name, 'i32') });
  }
  layOut(
    members.map((target) => ({ ...target, remaining: target.remaining.slice(1) })),
    inner,
    layout,
  );
  const to = valueOf(e.extent(axis.extent), scope, layout.bufferName);
  const loop = folds.length > 0 ? 'sequential' : layout.loopKind(axis);
  scope.statements.push({ kind: 'loop', loop, name, from: numberValue(0), to, step: 1, body });
  for (const fold of folds) {
    fold.picks.forEach((x, pick) => scope.set(x, nameValue(fold.registers[pick]!, x.dtype)));
  }
}

/** Declares a fold's accumulators. */
function start(fold: Fold, scope: Scope, layout: Layout): void {
  const dtype = fold.bodies[0]!.dtype;
  const [any] = fold.picks.values();
  fold.registers = monoids[fold.monoid].identity(dtype).map((value, k) => {
    const name = k === 0 ? layout.nameRegister(any!) : layout.fresh('index');
    scope.statements.push({ kind: 'var', name, value: numberValue(value, fold.bodies[k]!.dtype) });
    return name;
  });
}

/** What needs no further loop: values first, then every store. */
function finish(targets: readonly Target[], scope: Scope, layout: Layout): void {
  bind(targets.flatMap(rootsOf), scope, layout);
  const value = (x: Expr): Value => valueOf(x, scope, layout.bufferName);
  for (const target of targets) {
    if (target.kind === 'fold') scope.statements.push(...accumulate(target.fold, target.fold.registers, scope, layout));
  }
  const kept = targets.filter((t) => t.kind === 'keep');
  for (const { scratch, axis, value: x } of kept) {
    scope.statements.push({
      kind: 'store',
      buffer: scratch,
      at: valueOf(axis, scope, layout.bufferName),
      value: value(x),
    });
  }
  for (const target of targets) {
    if (target.kind !== 'store') continue;
    const { buffer, at, value: x } = target;
    scope.statements.push({ kind: 'store', buffer: layout.bufferName(buffer), at: value(at), value: value(x) });
  }
}
