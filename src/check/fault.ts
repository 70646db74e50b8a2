import { range, shapeAt, type NdArray } from '../base/index.js';
import { evaluate, type Tensor } from '../graph/index.js';
import { withHeld, type Claim, type Point, type Prepared } from './prepare.js';
import { draw, randomNumbers } from './random.js';
import { judge, type Tolerances, type Verdict } from './slope.js';

/** Which derivative is wrong. */
export type Kind = 'gradient' | 'second derivative' | 'forward mode';

/** A derivative that is not what differences (or, of forward mode, the vjp) say; along one element where that can be told. */
export interface Fault {
  readonly kind: Kind;
  readonly x: Tensor;
  /** Which element, in row-major order. */
  readonly element: number;
  readonly expected: number;
  readonly found: number;
  readonly point: Point;
}

export type Outcome =
  | { readonly kind: 'right'; readonly moves: number }
  | { readonly kind: 'kink' }
  /** Finding the element takes many evaluations: only who reports the fault asks for it. */
  | { readonly kind: 'wrong'; readonly fault: () => Fault };

/** How often a point that lies at a kink is moved a little. */
const mostMoves = 8;

/** Checks the derivatives at a point; if that lies at a kink, at points nearby. */
export function check(prepared: Prepared, point: Point, seed: number, tolerances: Tolerances): Outcome {
  for (const moves of range(mostMoves)) {
    const near = moves === 0 ? point : moved(prepared.xs, point, moves, randomNumbers(seed + moves));
    const outcome = checkAt(prepared, near, randomNumbers(seed), tolerances);
    if (outcome === 'right') return { kind: 'right', moves };
    if (outcome !== 'kink') return { kind: 'wrong', fault: outcome };
  }
  return { kind: 'kink' };
}

function moved(xs: readonly Tensor[], { values, n }: Point, moves: number, random: () => number): Point {
  const near = new Map(values);
  for (const x of xs) {
    const { dtype, shape, data } = values.get(x)!;
    near.set(x, { dtype, shape, data: data.map((value) => Math.fround(value + 0.01 * moves * (2 * random() - 1))) });
  }
  return { values: near, n };
}

function checkAt(
  prepared: Prepared,
  given: Point,
  random: () => number,
  tolerances: Tolerances,
): (() => Fault) | 'right' | 'kink' {
  const { xs, cotangents, directions } = prepared;
  const values = new Map(given.values);
  cotangents.forEach((w, k) => values.set(w, draw(shapeAt(prepared.ys[k]!.shape, given.n), random)));
  directions.forEach((u, k) => values.set(u, draw(values.get(xs[k]!)!.shape, random)));
  const point = withHeld(prepared, { values, n: given.n });
  const along = direction(prepared, point, random);
  const both = togetherAt(prepared, point, along);
  for (const { kind, verdict } of probes(prepared, point, tolerances)) {
    const found = verdict(along, both);
    if (found.kind === 'kink') return 'kink';
    if (found.kind === 'wrong') return () => narrowed(prepared, { kind, verdict }, along, found, given);
  }
  return 'right';
}

/** A direction is as many arrays as there are xs. */
type Direction = readonly NdArray[];

/** Values at the point moved by t along one direction. */
type At = (t: number) => ReadonlyMap<Tensor, NdArray>;

interface Probe {
  readonly kind: Kind;
  /** `known` has what the probe needs along this direction; without it, that alone is evaluated. */
  readonly verdict: (along: Direction, known?: At) => Verdict;
}

/** What all probes compare along a direction, evaluated once for all of them: they have most steps in common. */
function togetherAt(prepared: Prepared, point: Point, along: Direction): At {
  const { xs, tangents, first, second, forward } = prepared;
  const values = new Map(point.values);
  tangents.forEach((v, k) => values.set(v, along[k]!));
  const scalars = [first.y, second.y];
  const here = [...scalars, forward, ...first.dxs, ...second.dxs].filter((y) => y !== null);
  const known = new Map<number, ReadonlyMap<Tensor, NdArray>>();
  return (t) => {
    const ys = t === 0 ? here : scalars;
    const found = known.get(t) ?? valuesOf(ys, t === 0 ? { ...point, values } : shifted(xs, point, along, t));
    known.set(t, found);
    return found;
  };
}

function valuesOf(ys: readonly Tensor[], point: Point): ReadonlyMap<Tensor, NdArray> {
  const made = evaluate(ys, point);
  return new Map(ys.map((y, k) => [y, made[k]!]));
}

function probes(prepared: Prepared, point: Point, tolerances: Tolerances): Probe[] {
  const { first, second } = prepared;
  const loose = { rtol: 10 * tolerances.rtol, atol: 10 * tolerances.atol };
  return [
    { kind: 'gradient', verdict: probe(prepared, first, point, tolerances) },
    ...(prepared.forward ? [forwardProbe(prepared, point, prepared.forward, tolerances)] : []),
    { kind: 'second derivative', verdict: probe(prepared, second, point, loose) },
  ];
}

/** A claimed gradient against differences, along any direction. */
function probe({ xs }: Prepared, claim: Claim, point: Point, tolerances: Tolerances): Probe['verdict'] {
  const { y, dxs } = claim;
  const gradients = once(() => valuesOf(withoutNull(dxs), point));
  return (along, known) => {
    const f = (t: number): number => scalarOf(y, known ? known(t) : valuesOf([y], shifted(xs, point, along, t)));
    return judge(f, dot(dxs, known ? known(0) : gradients(), along), tolerances);
  };
}

/** Tangents against the vjp, which differences agree with: <Jv, w> = <v, J'w>, without a step. */
function forwardProbe({ tangents, first }: Prepared, point: Point, forward: Tensor, { rtol, atol }: Tolerances): Probe {
  const gradients = once(() => valuesOf(withoutNull(first.dxs), point));
  const alone = (along: Direction): ReadonlyMap<Tensor, NdArray> => {
    const values = new Map(point.values);
    tangents.forEach((v, k) => values.set(v, along[k]!));
    return valuesOf([forward], { values, n: point.n });
  };
  const verdict: Probe['verdict'] = (along, known) => {
    const expected = dot(first.dxs, known ? known(0) : gradients(), along);
    const found = scalarOf(forward, known ? known(0) : alone(along));
    const close = Math.abs(expected - found) <= atol + rtol * Math.abs(expected);
    return close ? { kind: 'right' } : { kind: 'wrong', expected, found };
  };
  return { kind: 'forward mode', verdict };
}

const withoutNull = (dxs: readonly (Tensor | null)[]): Tensor[] => dxs.filter((dx) => dx !== null);

const scalarOf = (y: Tensor, values: ReadonlyMap<Tensor, NdArray>): number => values.get(y)!.data[0]!;

function once<T>(f: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: f() }).value;
}

/** The slope along a direction that gradients make; nothing flows into those that are null. */
const dot = (dxs: readonly (Tensor | null)[], values: ReadonlyMap<Tensor, NdArray>, along: Direction): number =>
  dxs.reduce((total, dx, k) => total + (dx ? along[k]!.data.reduce(termsOf(values.get(dx)!), 0) : 0), 0);

const termsOf =
  ({ data }: NdArray) =>
  (part: number, step: number, i: number): number =>
    part + term(data[i]!, step);

/** What is not moved does not count, even if its derivative is infinite. */
const term = (slope: number, step: number): number => (step === 0 ? 0 : slope * step);

function shifted(xs: readonly Tensor[], { values, n }: Point, along: Direction, t: number): Point {
  const all = new Map(values);
  xs.forEach((x, k) => {
    const { dtype, shape, data } = values.get(x)!;
    all.set(x, { dtype, shape, data: data.map((value, i) => value + t * along[k]!.data[i]!) });
  });
  return { values: all, n };
}

/** A random direction of length one over all xs or, every other time, over one of them. */
function direction({ xs }: Prepared, { values }: Point, random: () => number): Direction {
  const only = random() < 0.5 ? null : Math.floor(random() * xs.length);
  const all = xs.map((x, k) => {
    const array = draw(values.get(x)!.shape, random, 'f32', [-1, 1]);
    return only === null || only === k ? array : { ...array, data: array.data.map(() => 0) };
  });
  const length = Math.sqrt(all.reduce((total, { data }) => total + data.reduce((part, v) => part + v * v, 0), 0));
  return all.map((array) => ({ ...array, data: array.data.map((value) => value / (length || 1)) }));
}

/** The fault at one element of one x: the half of the direction that is further off, again and again. */
function narrowed(prepared: Prepared, { kind, verdict }: Probe, along: Direction, wrong: Wrong, point: Point): Fault {
  const places = along.flatMap(({ data }, k) => range(data.length).map((element) => ({ k, element })));
  let left = places.filter(({ k, element }) => along[k]!.data[element] !== 0);
  while (left.length > 1) {
    const halves = [left.slice(0, left.length >> 1), left.slice(left.length >> 1)];
    const [a, b] = halves.map((half) => offBy(verdict(restricted(along, half))));
    left = halves[a! >= b! ? 0 : 1]!;
  }
  const { k, element } = left[0] ?? { k: 0, element: 0 };
  const unit = prepared.xs.map((_, j) => ({
    ...along[j]!,
    data: along[j]!.data.map((__, i) => (j === k && i === element ? 1 : 0)),
  }));
  const alone = verdict(unit);
  const { expected, found } = alone.kind === 'wrong' ? alone : wrong;
  return { kind, x: prepared.xs[k]!, element, expected, found, point };
}

type Wrong = Extract<Verdict, { readonly kind: 'wrong' }>;

function offBy(verdict: Verdict): number {
  if (verdict.kind !== 'wrong') return 0;
  const difference = Math.abs(verdict.expected - verdict.found);
  return Number.isNaN(difference) ? Infinity : difference;
}

const restricted = (along: Direction, to: readonly { readonly k: number; readonly element: number }[]): Direction => {
  const kept = along.map(() => new Set<number>());
  to.forEach(({ k, element }) => kept[k]!.add(element));
  return along.map((array, k) => ({
    ...array,
    data: array.data.map((value, i) => (kept[k]!.has(i) ? value : 0)),
  }));
};
