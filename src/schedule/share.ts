import { extentAt, polynomialAt } from '../base/index.js';
import { assignedOutside } from './folds.js';
import type { LoopNest, Statement } from './loopNest.js';
import type { Profile } from './profile.js';
import { bodiesOf, callsIn, type Scheduled, type ScheduledEntry } from './schedule.js';
import { everyStatement, valuesWithin } from './walk.js';

type Loop = Extract<Statement, { kind: 'loop' }>;

/** A nest whose work is worth sharing only in larger batches than this runs on one thread. */
const largestLeast = 1024;
/** The batch at which an entry point's work is judged. */
const usualBatch = 64;
/**
 * An entry point with less work than this many nests that are just worth it, some 0.3 ms, runs on one thread: to wake
 * workers would cost as much as they bring. A module that has no larger one ships nothing for threads.
 */
const smallestEntry = 128;
/** Known iterations that a loop needs for its parts to be about equal, if a loop inside it has more. */
const fewIterations = 8;

/** The nests with the loops marked that threads run together, where there is enough to do. */
export function shareNests(
  nests: readonly LoopNest[],
  entries: readonly ScheduledEntry[],
  { sharing }: Profile,
): LoopNest[] {
  if (sharing === undefined) return [...nests];
  const worth = new Set<LoopNest>();
  for (const { name, calls } of entries) {
    // First values are computed before threads have started.
    if (name === 'init') continue;
    if (workIn(calls, nests) < smallestEntry * sharing) continue;
    callsIn(calls).forEach(({ nest }) => worth.add(nests[nest]!));
  }
  return nests.map((nest) => (worth.has(nest) ? sharedNest(nest, sharing) : nest));
}

/** The nest with its outermost independent loops shared; as it is where that would not pay or not be right. */
export function sharedNest(nest: LoopNest, sharing: number): LoopNest {
  const least = leastFor(nest.work, sharing);
  const body = least === null ? null : sharedBody(nest.body, nest);
  return body && least !== null ? { ...nest, body, least } : nest;
}

/** The fewest samples, of 1 or more, whose work is this much. */
function leastFor(work: readonly number[], wanted: number): number | null {
  for (let n = 1; n <= largestLeast; n++) if (polynomialAt(work, n) >= wanted) return n;
  return null;
}

/** Operations at the usual batch: a loop's in all iterations; for a while loop, whose number nobody knows, in one. */
const workIn = (calls: readonly Scheduled[], nests: readonly LoopNest[]): number =>
  calls.reduce((sum, c) => {
    if (c.kind === 'call') return sum + polynomialAt(nests[c.nest]!.work, usualBatch);
    const once = bodiesOf(c).reduce((inside, body) => inside + workIn(body, nests), 0);
    return sum + once * (c.kind === 'loop' ? extentAt(c.extent, usualBatch) : 1);
  }, 0);

/**
 * Statements of which every thread runs all but the shared loops, and these in parts; null where there is none to share,
 * or where a thread would miss what another one did.
 */
function sharedBody(body: readonly Statement[], nest: LoopNest): Statement[] | null {
  const results = new Set(nest.arguments.filter(({ access }) => access !== 'read').map(({ name }) => name));
  const stored = onlyStored(body, nest);
  const done = body.map((s) => sharedLoop(s, nest));
  const isRight = body.every((s, k) => {
    if (!done[k]) return [...memoryOf(s, nest)].every(([name]) => !results.has(name));
    const written = [...memoryOf(s, nest)].filter(([, isWritten]) => isWritten).map(([name]) => name);
    return body.every((other) => {
      if (other === s || isRest(other, s) || isRest(s, other)) return true;
      const touched = memoryOf(other, nest);
      return written.every((name) => !touched.has(name) || stored.has(name));
    });
  });
  return isRight && done.some((s) => s !== null) ? body.map((s, k) => done[k] ?? s) : null;
}

/** Results that nothing here reads again: each of their elements is stored once, whichever loop does it. */
function onlyStored(body: readonly Statement[], nest: LoopNest): ReadonlySet<string> {
  const calls = everyStatement(body).flatMap((s) => (s.kind === 'call' ? s.memory : []));
  const read = valuesWithin(body).flatMap((x) => (x.kind === 'load' ? [x.buffer] : []));
  const others = new Set([...calls, ...read]);
  const results = nest.arguments.filter(({ access, name }) => access === 'write' && !others.has(name));
  return new Set(results.map(({ name }) => name));
}

/** The loop as a shared one, or around shared ones where it has few iterations itself; null where it is neither. */
function sharedLoop(s: Statement, nest: LoopNest): Loop | null {
  if (s.kind !== 'loop' || s.loop === 'sequential' || assignedOutside(s.body).length > 0) return null;
  const isShort =
    s.to.kind === 'number' && s.from.kind === 'number' && s.to.value - s.from.value < fewIterations * s.step;
  const inner = isShort ? sharedBody(s.body, nest) : null;
  return inner ? { ...s, body: inner } : { ...s, shared: true };
}

/** Whether a loop is what another one, in vectors, has left over: both are parts of one independent loop. */
const isRest = (rest: Statement, s: Statement): boolean =>
  rest.kind === 'loop' &&
  s.kind === 'loop' &&
  rest.loop !== 'sequential' &&
  rest.name === s.name &&
  JSON.stringify(rest.from) === JSON.stringify(s.to);

/** The memory that a statement touches, by name, and whether it writes there. */
function memoryOf(s: Statement, { routines }: LoopNest): ReadonlyMap<string, boolean> {
  const touched = new Map<string, boolean>();
  const touch = (name: string, isWritten: boolean): void =>
    void touched.set(name, isWritten || touched.get(name) === true);
  for (const x of valuesWithin([s])) if (x.kind === 'load') touch(x.buffer, false);
  for (const inner of everyStatement([s])) {
    if (inner.kind === 'store') touch(inner.buffer, true);
    if (inner.kind !== 'call') continue;
    const routine = routines.find(({ name }) => name === inner.routine);
    inner.memory.forEach((name, k) => touch(name, routine?.memory[k]?.access !== 'read'));
  }
  return touched;
}
