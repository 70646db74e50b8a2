import fc from 'fast-check';
import { sameShape } from '../base/index.js';
import { applyNode, input, makeGraph, type Graph, type Tensor } from '../graph/index.js';
import {
  abs,
  add,
  avgPool,
  barrier,
  broadcastTo,
  cast,
  clip,
  concat,
  constant,
  contract,
  convolve,
  cumlogsumexp,
  cummax,
  cumprod,
  cumsum,
  div,
  exp,
  gather,
  log,
  log1p,
  maxPool,
  mean,
  mul,
  neg,
  pad,
  pow,
  reduceMax,
  reduceSum,
  relu,
  reshape,
  select,
  sigmoid,
  slice,
  sort,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  table,
  tanh,
  topK,
  transpose,
} from '../ops/index.js';
import { randomCond, randomScan } from './controlFlow.js';
import { randomNumbers } from './random.js';

/** A tensor made of those before it; null where none fits. */
type Growth = (pool: readonly Tensor[], random: () => number) => Tensor | null;

const pick = <T>(list: readonly T[], random: () => number): T | null =>
  list[Math.floor(random() * list.length)] ?? null;
const floats = (pool: readonly Tensor[]): Tensor[] => pool.filter(({ dtype }) => dtype === 'f32');
const of = (x: Tensor | null, f: (x: Tensor) => Tensor | null): Tensor | null => x && f(x);

/** Formulas of the textbook over one operand, as users write them. */
const formulas: readonly ((x: Tensor) => Tensor)[] = [
  (x) => div(exp(x), sum(exp(x), { axis: -1, keepDims: true })),
  (x) => mul(exp(x), div(1, sum(exp(x), { axis: -1, keepDims: true }))),
  (x) => log(sum(exp(x), { axis: -1 })),
  (x) => log(div(exp(x), sum(exp(x)))),
  (x) => log(clip(sigmoid(tanh(x)), 1e-7, 1 - 1e-7)),
  (x) => log(sub(1, sigmoid(x))),
  (x) => div(x, add(1, exp(neg(x)))),
  (x) => log(add(exp(x), exp(neg(x)))),
  (x) => log(add(1, exp(x))),
  (x) => div(sub(exp(x), exp(neg(x))), add(exp(x), exp(neg(x)))),
  (x) => sub(mean(mul(x, x), { axis: -1 }), square(mean(x, { axis: -1 }))),
  (x) => sqrt(sum(square(x), { axis: -1, keepDims: true })),
  (x) => pow(add(square(x), 1), 0.5),
  (x) => add(sub(relu(x), mul(x, 0.3)), log1p(exp(neg(abs(x))))),
  (x) => log(sum(mul(exp(x), add(square(x), 0.1)), { axis: -1 })),
  (x) => clip(x, -1, 1),
];

/** Element-wise ops that are finite and smooth nearly everywhere on what comes up. */
const unaries = 'neg abs exp tanh sigmoid softplus sin cos expm1 log1p sqrt log'.split(' ');
const binaries = 'add sub mul div maximum minimum'.split(' ');
const opNamed = (name: string) => table.find((op) => op.name === name)!;

/** A growth from one of the floats that fit. */
const grown =
  (
    f: (x: Tensor, random: () => number, pool: readonly Tensor[]) => Tensor | null,
    fits = (_: Tensor): boolean => true,
  ): Growth =>
  (pool, random) =>
    of(pick(floats(pool).filter(fits), random), (x) => f(x, random, pool));

const applied = (names: readonly string[], operands: readonly Tensor[], random: () => number): Tensor =>
  applyNode(opNamed(pick(names, random)!), operands, {}).results[0]!;

function inAnyOrder(a: Tensor, b: Tensor, random: () => number): Tensor {
  const name = pick(binaries, random)!;
  return applyNode(opNamed(name), random() < 0.5 ? [a, b] : [b, a], {}).results[0]!;
}

const likeIt = ({ shape }: Tensor, pool: readonly Tensor[], random: () => number): Tensor =>
  pick(
    floats(pool).filter((other) => sameShape(other.shape, shape)),
    random,
  )!;

/** The last axis has a known extent of 1 or more. */
const isSortable = ({ shape }: Tensor): boolean => typeof shape.at(-1) === 'number' && shape.at(-1) !== 0;
const hasAxes = ({ shape }: Tensor): boolean => shape.length > 0;
const ofRank =
  (rank: number) =>
  (x: Tensor): boolean =>
    x.shape.length === rank;
const isPlane = ({ shape }: Tensor): boolean => shape.every((extent) => typeof extent === 'number' && extent > 1);
const axisOf = ({ shape }: Tensor, random: () => number): number => Math.floor(random() * shape.length);

const unary = grown((x, random) => applied(unaries, [x], random));

const growths: readonly Growth[] = [
  grown((x, random) => pick(formulas, random)!(x), hasAxes),
  // Twice as often as the others.
  unary,
  unary,
  grown((a, random, pool) => {
    const b = likeIt(a, pool, random);
    return inAnyOrder(a, b, random);
  }),
  grown((a, random) => {
    const value = broadcastTo(pick([0, 1, -1, 2, 0.5, 1e-7], random)!, a.shape);
    return inAnyOrder(a, value, random);
  }),
  grown((x, random) => reduceSum(x, [axisOf(x, random)]), hasAxes),
  grown((x, random) => {
    const cumulated = pick([cumsum, cumprod, cummax, cumlogsumexp], random)!;
    return cumulated(x, { axis: axisOf(x, random), reverse: random() < 0.5 });
  }, hasAxes),
  grown((x, random) => {
    const axis = axisOf(x, random);
    return random() < 0.5 ? sort(x, { axis, descending: random() < 0.5 }) : topK(x, 1, { axis: -1 }).values;
  }, isSortable),
  grown((x, random) => reduceMax(x, [axisOf(x, random)]), hasAxes),
  grown((x) => transpose(x)),
  grown((x, random) => reshape(x, flatOrDeep(x, random))),
  // A reduction beside its operand again: where most formulas of the tables begin.
  grown((a, random, pool) => {
    const others = floats(pool).filter(
      ({ shape }) =>
        shape.length < a.shape.length &&
        a.shape.slice(a.shape.length - shape.length).every((extent, k) => extent === shape[k]),
    );
    return of(pick(others, random), (b) => broadcastTo(b, a.shape));
  }),
  grown((a, random, pool) => {
    const b = likeIt(a, pool, random);
    const when = applied(['less', 'lessEqual', 'equal'], [a, b], random);
    return random() < 0.3 ? cast(when, 'f32') : select(when, random() < 0.5 ? 0 : a, random() < 0.5 ? 0 : b);
  }),
  grown((x, random, pool) => {
    if (random() < 0.5 || !isPlane(x)) return contract(x, x, { batch: [[], []], sum: [[1], [1]] });
    return moving(imageOf(x), imageOf(likeIt(x, pool, random)), random);
  }, ofRank(2)),
  grown(
    (x, random) => (random() < 0.5 ? slice(x, [0], [3]) : gather(x, constant([2, 0], { dtype: 'i32' }), { axis: 0 })),
    ({ shape }) => shape[0] === 3,
  ),
  grown((x, random) => (random() < 0.5 ? concat([x]) : pad(x, [[0, random() < 0.5 ? 0 : 1]])), ofRank(1)),
  grown((x, random) => (random() < 0.5 ? stopGradient(x) : barrier([x])[0]!)),
  (pool, random) => pick(randomScan(pool.slice(-6), random), random),
  (pool, random) => pick(randomCond(pool.slice(-6), random), random),
];

const imageOf = (x: Tensor): Tensor => reshape(x, [1, ...x.shape, 1]);

/** A pool of an image, or its convolution with a corner of another. */
function moving(image: Tensor, other: Tensor, random: () => number): Tensor {
  const padding = random() < 0.5 ? 'same' : 'valid';
  if (random() < 0.5) return pick([maxPool, avgPool], random)!(image, { window: 2, strides: 1, padding });
  const kernel = reshape(slice(other, [0, 0, 0, 0], [1, 2, 2, 1]), [2, 2, 1, 1]);
  return reshape(convolve(image, kernel, { padding, strides: random() < 0.5 ? 1 : 2 }), [-1]);
}

/** A size of N² is no extent. */
const flatOrDeep = ({ shape }: Tensor, random: () => number): readonly (number | string)[] =>
  random() < 0.5 || shape.filter((extent) => extent === 'N').length > 1 ? [...shape, 1] : [-1];

const elementsOf = ({ shape }: Tensor): number =>
  shape.reduce<number>((size, extent) => size * (extent === 'N' ? 3 : Number(extent)), 1);

/** A graph of about `size` nodes, the same one for one seed; its operands have so many rows and columns. */
export function randomGraph(seed: number, size = 25, [rows, columns]: readonly [number, number] = [3, 4]): Graph {
  const random = randomNumbers(seed);
  const inputs = [
    input('x', { dtype: 'f32', shape: [rows, columns] }),
    input('y', { dtype: 'f32', shape: [rows, columns] }),
    input('v', { dtype: 'f32', shape: [columns] }),
    input('n', { dtype: 'f32', shape: ['N', columns] }),
  ];
  const fewElements = (made: Tensor): boolean => elementsOf(made) <= Math.max(64, rows * columns * 4);
  const pool: Tensor[] = [...inputs];
  for (let k = 0; k < size; k++) {
    const made = pick(growths, random)!(pool, random);
    if (made && fewElements(made)) pool.push(made);
  }
  return makeGraph(inputs, pool.slice(-4));
}

/** Random whole graphs over the table of ops, with textbook formulas among them; they shrink to fewer nodes. */
export const graphs = ({ maxNodes = 25 }: { readonly maxNodes?: number } = {}): fc.Arbitrary<Graph> =>
  fc.tuple(fc.nat(1_000_000), fc.integer({ min: 1, max: maxNodes })).map(([seed, size]) => randomGraph(seed, size));
