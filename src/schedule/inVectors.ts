import { foldsOf, type FoldedRegister } from './folds.js';
import { vectorBody, type Around } from './lanes.js';
import type { Statement, Value } from './loopNest.js';
import { exactCall, nameValue, numberValue } from './scope.js';
import { everyStatement, renamed, valuesWithin, withParts, withValues } from './walk.js';
import { wholeSteps } from './wholeSteps.js';

type Loop = Extract<Statement, { kind: 'loop' }>;

/** A loop in vectors, then the iterations that are left over; null where its statements cannot be. */
export function inVectors(loop: Loop, fresh: (base: string) => string): Statement[] | null {
  const isFromZero = loop.from.kind === 'number' && loop.from.value === 0;
  const isShort = loop.to.kind === 'number' && loop.to.value < 4;
  if (loop.step !== 1 || !isFromZero || isShort) return null;
  const folds = foldsOf(loop.body);
  if (!folds) return null;
  const registers = folds.map((fold) => ({ ...fold, vector: fresh(fold.name) }));
  const around: Around = {
    strides: new Map([[loop.name, 1]]),
    vectors: new Set(registers.map(({ vector }) => vector)),
  };
  const body = vectorBody(renamed(loop.body, new Map(registers.map(({ name, vector }) => [name, vector]))), around);
  if (!body) return null;
  const whole = wholeSteps(loop.to, 4);
  const isWhole = whole === loop.to;
  if (registers.length === 0 && loop.to.kind === 'number') {
    if (isWhole && loop.to.value <= mostUnrolled) return unrolled({ ...loop, body }, placesIn(loop.to.value), fresh);
    if (!isWhole && loop.to.value <= mostOverlapped && mayRepeat(body))
      return unrolled({ ...loop, body }, placesIn(loop.to.value), fresh);
  }
  return [
    ...registers.map(startOf),
    ...inBlocks({ ...loop, loop: 'vector', to: whole, step: 4, body }, registers.filter(isSum), fresh),
    ...registers.map(endOf),
    ...(isWhole ? [] : [{ ...loop, from: whole }]),
  ];
}

/** So many iterations, in vectors, are written one after another: what a loop costs would be much beside them. */
const mostUnrolled = 8;

/** So many are too where they are no whole vectors: the last one does again what the one before has done. */
const mostOverlapped = 12;

/** Where each vector starts; the last one so that it ends with the others. */
export const placesIn = (to: number): number[] =>
  Array.from({ length: Math.ceil(to / 4) }, (_, k) => Math.min(4 * k, to - 4));

/** Whether an iteration gives the same again: it reads nothing that it writes. */
export function mayRepeat(body: readonly Statement[]): boolean {
  const all = everyStatement(body);
  const written = new Set(all.flatMap((s) => (s.kind === 'store' ? [s.buffer] : [])));
  return !valuesWithin(body).some((x) => x.kind === 'load' && written.has(x.buffer));
}

function unrolled(loop: Loop, places: readonly number[], fresh: (base: string) => string): Statement[] {
  const lets = loop.body.flatMap((s) => (s.kind === 'let' || s.kind === 'var' ? [s.name] : []));
  return places.flatMap((place, k) => {
    const names = new Map(k === 0 ? [] : lets.map((name) => [name, fresh(name)]));
    const at = numberValue(place);
    const replace = (x: Value): Value => (x.kind === 'name' ? (x.name === loop.name ? at : x) : withParts(x, replace));
    return renamed(withValues(loop.body, replace), names);
  });
}

/** A register of vectors that a loop folds into, and the scalar one that it ends up in. */
type VectorFold = FoldedRegister & { readonly vector: string };

const isSum = ({ dtype, fn }: FoldedRegister): boolean => dtype === 'f32' && fn === 'add';

/** Iterations after which a sum starts anew: a longer one loses digits, since what it adds is small beside it. */
const block = 1024;

/** A long sum as a sum of sums over blocks, always the same ones. */
function inBlocks(loop: Loop, sums: readonly VectorFold[], fresh: (base: string) => string): Statement[] {
  if (sums.length === 0 || (loop.to.kind === 'number' && loop.to.value <= 2 * block)) return [loop];
  const [start, end] = [fresh(`${loop.name}Block`), fresh(`${loop.name}End`)];
  const parts = sums.map((fold) => ({ ...fold, vector: fresh(`${fold.vector}Part`) }));
  const names = new Map(sums.map(({ vector }, k) => [vector, parts[k]!.vector]));
  const next = exactCall('add', [nameValue(start, 'i32'), numberValue(block)]);
  const inner: Loop = {
    ...loop,
    from: nameValue(start, 'i32'),
    to: nameValue(end, 'i32'),
    body: renamed(loop.body, names),
  };
  const added = sums.map(({ vector, dtype }): Statement => {
    const args = [vector, names.get(vector)!].map((name): Value => ({ kind: 'name', dtype, name, lanes: 4 }));
    return { kind: 'assign', name: vector, value: { kind: 'call', dtype, fn: 'add', args, exact: false } };
  });
  const body: Statement[] = [
    { kind: 'let', name: end, value: exactCall('min', [next, loop.to]) },
    ...parts.map(startOf),
    inner,
    ...added,
  ];
  return [{ kind: 'loop', loop: 'sequential', name: start, from: numberValue(0), to: loop.to, step: block, body }];
}

const startOf = ({ vector, dtype, identity }: VectorFold): Statement => ({
  kind: 'var',
  name: vector,
  value: { kind: 'splat', dtype, arg: numberValue(identity, dtype) },
});

const endOf = ({ name, vector, dtype, fn }: VectorFold): Statement => {
  const folded: Value = { kind: 'fold', dtype, fn, arg: { kind: 'name', dtype, name: vector, lanes: 4 } };
  return {
    kind: 'assign',
    name,
    value: { kind: 'call', dtype, fn, args: [nameValue(name, dtype), folded], exact: false },
  };
};
