import { e, functions, inOrder, monoids, type Axis, type Expr } from '../expr/index.js';
import { bind, isBoundIn, type Surroundings } from './bind.js';
import type { LoopKind, Scratch, Statement, Value } from './loopNest.js';
import { makeScope, nameValue, numberValue, valueOf, type Scope } from './scope.js';
import { reach, rootsOf, type Fold, type Target } from './target.js';

/** What `layOut` takes from and gives to the nest around it. */
export interface Layout extends Surroundings {
  readonly axisName: (axis: Axis) => string;
  readonly fresh: (base: string) => string;
  readonly scratch: Scratch[];
  /** Whether a loop over this axis outside of any reduction has independent iterations. */
  readonly loopKind: (axis: Axis) => LoopKind;
}

/** The longest row that is kept in scratch memory. */
const longestRow = 65536;
/** Work, in multiplications, from which a value is kept rather than computed again. */
const worthKeeping = 15;

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

interface Group {
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

interface Kept {
  readonly axis: Axis;
  readonly first: readonly Target[];
  readonly readers: readonly (readonly Target[])[];
  readonly value: Expr;
  readonly scratch: string;
  readonly target: Target;
}

/** Costly values that two loops over the same row need are kept in scratch memory by the first. */
function keepRows(groups: readonly Group[], scope: Scope, layout: Layout): Kept[] {
  const kept: Kept[] = [];
  groups.forEach(({ axis, members }, k) => {
    if (typeof axis.extent !== 'number' || axis.extent > longestRow) return;
    const later = groups.slice(k + 1).filter((g) => g.axis === axis);
    const inRow = new Set([...scope.bound, axis]);
    const fits = (x: Expr): boolean => {
      const free = layout.free(x);
      return free.has(axis) && [...free].every((a) => inRow.has(a)) && layout.isSafe(x) && x.kind !== 'load';
    };
    const known = (x: Expr): boolean =>
      scope.get(x) !== undefined || kept.some(({ value, readers }) => value === x && readers.includes(members));
    const mine = new Set(reach(members.flatMap(rootsOf), known).filter(fits));
    for (const { members: readers } of later) {
      const top = topmost(readers.flatMap(rootsOf), (x) => mine.has(x) && costOf(x) >= worthKeeping);
      for (const value of top) {
        const before = kept.find((other) => other.value === value);
        if (before) {
          (before.readers as (readonly Target[])[]).push(readers);
          continue;
        }
        const name = layout.fresh('row');
        layout.scratch.push({ name, dtype: value.dtype, length: axis.extent });
        const target: Target = { kind: 'keep', value, scratch: name, axis, remaining: [axis] };
        kept.push({ axis, first: members, readers: [readers], value, scratch: name, target });
      }
    }
  });
  return kept;
}

/** The outermost expressions that satisfy `test`. */
function topmost(roots: readonly Expr[], test: (x: Expr) => boolean): Expr[] {
  const found = new Set<Expr>();
  reach(roots, (x) => {
    if (test(x)) found.add(x);
    return found.has(x);
  });
  return [...found];
}

const costOf = (root: Expr): number =>
  inOrder([root]).reduce((sum, x) => sum + (x.kind === 'call' ? functions[x.fn].cost : 0), 0);

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

/** One more value into a fold's accumulators. */
export function accumulate(fold: Fold, registers: readonly string[], scope: Scope, layout: Surroundings): Statement[] {
  const { combine } = monoids[fold.monoid];
  // Accumulators and values stand in the monoid's formula as loads of registers.
  const placeholders = registers.map((name, k): Expr => {
    return {
      kind: 'load',
      dtype: fold.bodies[k]!.dtype,
      from: { name, dtype: fold.bodies[k]!.dtype, shape: [] },
      index: [],
    };
  });
  const here = makeScope(scope, [], []);
  placeholders.forEach((x, k) => here.set(x, nameValue(registers[k]!, x.dtype)));
  const next = combine(placeholders, fold.bodies);
  if (registers.length === 1) {
    return [{ kind: 'assign', name: registers[0]!, value: valueOf(next[0]!, here, layout.bufferName) }];
  }
  const statements = here.statements;
  const values = fold.bodies.map((body) => {
    const known = valueOf(body, here, layout.bufferName);
    if (known.kind === 'name' || known.kind === 'number') return known;
    const name = layout.nameRegister(body);
    statements.push({ kind: 'let', name, value: known });
    here.set(body, nameValue(name, body.dtype));
    return nameValue(name, body.dtype);
  });
  void values;
  return [...statements, ...together(next, registers, here, layout)];
}

/** Several accumulators change at once: they share one condition, which reads all old values. */
function together(
  next: readonly Expr[],
  registers: readonly string[],
  scope: Scope,
  layout: Surroundings,
): Statement[] {
  const conditions = new Set(next.map((x) => (x.kind === 'select' ? x.when : null)));
  const [when] = conditions;
  if (conditions.size !== 1 || !when) {
    throw new Error('Tapeless has a bug, please report it: a monoid of several accumulators selects them together');
  }
  const then = next.map((x, k): Statement => {
    const chosen = x.kind === 'select' ? x.then : x;
    return { kind: 'assign', name: registers[k]!, value: valueOf(chosen, scope, layout.bufferName) };
  });
  return [{ kind: 'if', when: valueOf(when, scope, layout.bufferName), then }];
}
