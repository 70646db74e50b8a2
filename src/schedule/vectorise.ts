import { monoids, type Monoid, type ScalarFunction } from '../expr/index.js';
import type { DType } from '../base/index.js';
import { vectorBody, type Around } from './lanes.js';
import type { Statement, Value } from './loopNest.js';
import { exactCall, nameValue, numberValue } from './scope.js';
import { everyStatement, insideOf, lanesOf, valuesOf, valuesWithin, withParts, withValues } from './walk.js';

type Loop = Extract<Statement, { kind: 'loop' }>;

/** The loops of a body in vectors: the innermost that can be, or one around it where that reads more memory in a row. */
export function vectorise(body: readonly Statement[], fresh: (base: string) => string): Statement[] {
  return body.flatMap((s) => {
    if (s.kind === 'if') return [{ ...s, then: vectorise(s.then, fresh) }];
    if (s.kind !== 'loop') return [s];
    const inner = vectorise(s.body, fresh);
    const isGood = hasVectors(inner) && gathersIn(inner) === 0;
    const own = isGood ? null : inVectors(s, fresh);
    const isBetter = own !== null && (!hasVectors(inner) || gathersIn(own) < gathersIn(inner));
    return isBetter ? own : [{ ...s, body: inner }];
  });
}

/** How many vectors are put together of single elements. */
const gathersIn = (body: readonly Statement[]): number => valuesWithin(body).filter((x) => x.kind === 'lanes').length;

const hasVectors = (body: readonly Statement[]): boolean =>
  body.some((s) => valuesOf(s).some((x) => lanesOf(x) === 4) || hasVectors(insideOf(s)));

/** A loop in vectors, then the iterations that are left over; null where its statements cannot be. */
function inVectors(loop: Loop, fresh: (base: string) => string): Statement[] | null {
  const isFromZero = loop.from.kind === 'number' && loop.from.value === 0;
  const isShort = loop.to.kind === 'number' && loop.to.value < 4;
  if (loop.step !== 1 || !isFromZero || isShort) return null;
  const folds = assignedOutside(loop.body).map((name) => foldOf(name, loop.body));
  if (folds.includes(null)) return null;
  const registers = folds.filter((fold) => fold !== null).map((fold) => ({ ...fold, vector: fresh(fold.name) }));
  const around: Around = {
    strides: new Map([[loop.name, 1]]),
    vectors: new Set(registers.map(({ vector }) => vector)),
  };
  const body = vectorBody(renamed(loop.body, new Map(registers.map(({ name, vector }) => [name, vector]))), around);
  if (!body) return null;
  const whole = wholeVectors(loop.to);
  const isWhole = loop.to.kind === 'number' && loop.to.value % 4 === 0;
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
const placesIn = (to: number): number[] => Array.from({ length: Math.ceil(to / 4) }, (_, k) => Math.min(4 * k, to - 4));

/** Whether an iteration gives the same again: it reads nothing that it writes. */
function mayRepeat(body: readonly Statement[]): boolean {
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

/** Rounded down to a multiple of the lanes. */
const wholeVectors = (count: Value): Value =>
  count.kind === 'number'
    ? numberValue(count.value - (count.value % 4))
    : { kind: 'call', dtype: 'i32', fn: 'and', args: [count, numberValue(-4)], exact: true };

/** A register that a loop folds its iterations into. */
interface Fold {
  readonly name: string;
  readonly dtype: DType;
  readonly fn: ScalarFunction;
  readonly identity: number;
}

const monoidOf: Partial<Record<ScalarFunction, Monoid>> = { add: 'sum', mul: 'prod', max: 'max', min: 'min' };

/** `name = fn(name, x)` as the only statement about a register; null where it is otherwise. */
function foldOf(name: string, body: readonly Statement[]): Fold | null {
  const all = everyStatement(body);
  const assigns = all.filter((s) => s.kind === 'assign' && s.name === name);
  const reads = valuesWithin(body).filter((x) => x.kind === 'name' && x.name === name);
  const [assign] = assigns;
  if (assigns.length !== 1 || reads.length !== 1 || assign?.kind !== 'assign' || assign.value.kind !== 'call')
    return null;
  const { fn, args, dtype } = assign.value;
  const monoid = monoidOf[fn];
  if (!monoid || dtype === 'bool' || !args.includes(reads[0]!)) return null;
  return { name, dtype, fn, identity: monoids[monoid].identity(dtype)[0]! };
}

/** A register of vectors that a loop folds into, and the scalar one that it ends up in. */
type VectorFold = Fold & { readonly vector: string };

const isSum = ({ dtype, fn }: Fold): boolean => dtype === 'f32' && fn === 'add';

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

function assignedOutside(body: readonly Statement[]): string[] {
  const all = everyStatement(body);
  const own = new Set(all.flatMap((s) => (s.kind === 'var' ? [s.name] : [])));
  return [...new Set(all.flatMap((s) => (s.kind === 'assign' && !own.has(s.name) ? [s.name] : [])))];
}

/** The body with other registers. */
function renamed(body: readonly Statement[], names: ReadonlyMap<string, string>): Statement[] {
  const rename = (x: Value): Value =>
    x.kind === 'name' ? { ...x, name: names.get(x.name) ?? x.name } : withParts(x, rename);
  const withNames = (list: readonly Statement[]): Statement[] =>
    list.map((s) => {
      if (s.kind === 'loop') return { ...s, body: withNames(s.body) };
      if (s.kind === 'if') return { ...s, then: withNames(s.then) };
      return 'name' in s ? { ...s, name: names.get(s.name) ?? s.name } : s;
    });
  return names.size === 0 ? [...body] : withNames(withValues(body, rename));
}
