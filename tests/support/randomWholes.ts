import fc from 'fast-check';
import {
  elements,
  neverAbove,
  range,
  sameShape,
  shapeAt,
  type DType,
  type Extent,
  type NdArray,
  type Shape,
} from '../../src/base/index.js';
import { condOp, gradients, scanOp, whileOp } from '../../src/autodiff/index.js';
import { draw, randomCond, randomNumbers, randomScan, randomWhile } from '../../src/check/index.js';
import {
  apply,
  applyNode,
  input,
  isInput,
  topological,
  type Op,
  type Sample,
  type Tensor,
} from '../../src/graph/index.js';
import * as o from '../../src/ops/index.js';
import { factoring, ordering, running, searching, selecting, solving } from './randomOrders.js';
import { convolving, windowing } from './randomWindows.js';
import type { Whole } from './scheduled.js';

/** One step of growth: an op of the table, and numbers that decide on its operands and attributes. */
interface Step {
  readonly op: Op;
  readonly choices: readonly number[];
}

/** A random program with values of its inputs for any N. */
export interface RandomWhole extends Whole {
  readonly values: (n: number) => Map<Tensor, NdArray>;
}

/** Random programs over the whole table; they shrink to fewer and simpler steps. */
export const randomWholes = (most = 14): fc.Arbitrary<RandomWhole> =>
  fc
    .record({
      steps: fc.array(
        fc.record({
          op: fc.constantFrom(...o.table, ...loops.keys()),
          choices: fc.array(fc.nat(9999), { minLength: 8, maxLength: 8 }),
        }),
        { minLength: 1, maxLength: most },
      ),
      updates: fc.array(fc.nat(2), { maxLength: 3 }),
      seed: fc.nat(999),
    })
    .map(({ steps, updates, seed }) => grown(steps, updates, seed));

function grown(steps: readonly Step[], kinds: readonly number[], seed: number): RandomWhole {
  const variables = [input('w', { dtype: 'f32', shape: [3, 4] }), input('v', { dtype: 'f32', shape: [4] })];
  const fed = [
    input('x', { dtype: 'f32', shape: ['N', 4] }),
    input('y', { dtype: 'f32', shape: ['N', 3] }),
    input('i', { dtype: 'i32', shape: ['N'] }),
    input('c', { dtype: 'bool', shape: ['N', 4] }),
    input('key', { dtype: 'u32', shape: [2] }),
  ];
  const xs = [...variables, ...fed];
  const pool: Tensor[] = [...xs];
  for (const { op, choices } of steps) pool.push(...grow(op, pool, chooser(choices)).filter(isSmall));
  const ys = pool.slice(xs.length).slice(-3);
  const pick = chooser([seed, seed + 3, seed + 7, seed + 13]);
  const updates = new Map(
    kinds.slice(0, variables.length).map((kind, k) => {
      const variable = variables[k]!;
      return [variable, nextOf(variable, kind, pool, ys, pick)] as const;
    }),
  );
  const values = (n: number): Map<Tensor, NdArray> => {
    const random = randomNumbers(seed + n);
    return new Map(
      xs.map((x) => [x, draw(shapeAt(x.shape, n), random, x.dtype, x.dtype === 'u32' ? [0, 1e9] : [-2, 2])]),
    );
  };
  return { xs, ys: ys.length > 0 ? ys : [xs[2]!], updates, values };
}

/** A new value of a variable: another tensor of its type, a step downhill, or a function of itself. */
function nextOf(w: Tensor, kind: number, pool: readonly Tensor[], ys: readonly Tensor[], pick: Chooser): Tensor {
  const alike = pool.filter((x) => x.dtype === w.dtype && String(x.shape) === String(w.shape));
  if (kind === 0) return pick.one(alike)!;
  const floats = ys.filter(({ dtype }) => dtype === 'f32');
  if (kind === 2 || floats.length === 0) return o.add(o.mul(w, 0.9), o.mul(pick.one(alike)!, 0.1));
  const loss = floats.map((y) => o.mean(o.tanh(y))).reduce((a, b) => o.add(a, b));
  const [dw] = gradients(loss, [w], { allowUnused: true });
  return o.sub(w, o.mul(dw!, 0.1));
}

const isSmall = ({ shape }: Tensor): boolean =>
  shape.length <= 4 &&
  shape.filter((extent) => typeof extent === 'string').length <= 2 &&
  elements(shapeAt(shape, 3)) <= 144;

export interface Chooser {
  readonly below: (count: number) => number;
  readonly one: <T>(list: readonly T[]) => T | undefined;
}

/** Takes the numbers one after the other; 0 once they are used up, so that shrinking is choosing the first of all. */
function chooser(choices: readonly number[]): Chooser {
  let next = 0;
  const below = (count: number): number => (count <= 0 ? 0 : (choices[next++] ?? 0) % count);
  return { below, one: (list) => list[list.length - 1 - below(list.length)] };
}

export type Growth = (op: Op, pool: readonly Tensor[], choose: Chooser) => readonly Tensor[] | Tensor | null;

/** What an op makes of tensors that are there; nothing where none of them suits. */
function grow(op: Op, pool: readonly Tensor[], choose: Chooser): readonly Tensor[] {
  const made = (growths.get(op) ?? elementwise)(op, pool, choose);
  if (made === null) return [];
  return 'node' in made ? [made] : made;
}

const ofDtype = (pool: readonly Tensor[], ...dtypes: readonly DType[]): Tensor[] =>
  pool.filter(({ dtype }) => dtypes.includes(dtype));

const oneOf = (
  pool: readonly Tensor[],
  choose: Chooser,
  test: (x: Tensor) => boolean = () => true,
): Tensor | undefined => choose.one(pool.filter(test));

const someAxes = (rank: number, choose: Chooser): number[] => {
  const bits = choose.below(2 ** rank);
  return range(rank).filter((k) => (bits >> k) & 1);
};

/** Inside an op's domain: by a sigmoid, so that derivatives flow on. */
function within(x: Tensor, domain: readonly [number, number] | undefined): Tensor {
  if (domain === undefined || x.dtype === 'bool') return x;
  const [low, high] = x.dtype === 'f32' ? domain : [Math.ceil(domain[0]), Math.floor(domain[1])];
  if (x.dtype !== 'f32') return low < 0 ? x : o.add(o.mod(x, high - low + 1), low);
  return o.add(o.mul(o.sigmoid(x), domain[1] - domain[0]), domain[0]);
}

/** Those that leave single precision in a few steps are fed from the usual domain. */
const steep = new Set<Op>([o.exp, o.expm1, o.sinh, o.cosh, o.tan, o.pow].map(({ op }) => op));

const elementwise: Growth = (op, pool, choose) => {
  const sample = choose.one(op.samples) as Sample<unknown>;
  const [first] = sample.dtypes ?? ['f32'];
  const lead = oneOf(ofDtype(pool, first ?? 'f32'), choose);
  if (!lead) return null;
  const operands = sample.shapes.map((_, k) => {
    const dtype = sample.dtypes?.[k] ?? 'f32';
    const own = k === 0 ? lead : like(lead, dtype, pool, choose);
    return own && within(own, op.samples[0]?.domain?.[k] ?? (steep.has(op) ? [-2, 2] : undefined));
  });
  return operands.some((x) => !x) ? null : apply(op, operands as Tensor[], sample.attrs);
};

/** A tensor of a dtype in another's shape: one that has it, or any, summed up and spread again. */
function like(lead: Tensor, dtype: DType, pool: readonly Tensor[], choose: Chooser): Tensor | null {
  const candidates = ofDtype(pool, dtype);
  const same = candidates.filter(({ shape }) => String(shape) === String(lead.shape));
  const suffix = candidates.filter(({ shape }) => isSuffix(shape, lead.shape));
  const found = choose.one(same.length > 0 && choose.below(3) > 0 ? same : suffix);
  if (found) return o.broadcastTo(found, lead.shape);
  const any = choose.one(candidates);
  if (!any) return dtype === 'bool' ? o.broadcastTo(o.constant(true), lead.shape) : null;
  return o.broadcastTo(dtype === 'bool' ? o.any(any) : o.max(any), lead.shape);
}

const isSuffix = (shape: Shape, of: Shape): boolean =>
  shape.length <= of.length && shape.every((extent, k) => extent === of[of.length - shape.length + k]);

const reduction: Growth = (op, pool, choose) => {
  const { dtypes } = choose.one(op.samples) as Sample<unknown>;
  const x = oneOf(ofDtype(pool, dtypes?.[0] ?? 'f32'), choose);
  return x ? apply(op, [x], { axes: someAxes(x.shape.length, choose) }) : null;
};

const argMax: Growth = (op, pool, choose) => {
  const x = oneOf(pool, choose, ({ shape }) => shape.length > 0 && shape.every((extent) => neverAbove(1, extent)));
  return x ? apply(op, [x], { axis: choose.below(x.shape.length) }) : null;
};

const broadcasting: Growth = (_, pool, choose) => {
  const x = oneOf(pool, choose)!;
  const at = choose.below(x.shape.length + 1);
  return o.spread(x, at, choose.one<Extent>(['N', 1, 2])!);
};

const reshaping: Growth = (_, pool, choose) => {
  const x = oneOf(pool, choose, ({ shape }) => shape.filter((extent) => typeof extent === 'string').length < 2)!;
  const split = x.shape.flatMap((extent) =>
    typeof extent === 'number' && extent % 2 === 0 ? [2, extent / 2] : [extent],
  );
  return o.reshape(
    x,
    choose.one<Shape>([[-1], [...x.shape, 1], split, x.shape.length > 1 ? [-1, x.shape.at(-1)!] : [-1, 1]])!,
  );
};

const transposing: Growth = (_, pool, choose) => {
  const x = oneOf(pool, choose, ({ shape }) => shape.length > 1);
  if (!x) return null;
  const by = 1 + choose.below(x.shape.length - 1);
  return o.transpose(
    x,
    range(x.shape.length).map((k) => (k + by) % x.shape.length),
  );
};

const reversing: Growth = (op, pool, choose) => {
  const x = oneOf(pool, choose)!;
  return apply(op, [x], { axes: someAxes(x.shape.length, choose) });
};

const slicing: Growth = (_, pool, choose) => {
  const x = oneOf(pool, choose)!;
  const starts = x.shape.map((extent) => (typeof extent === 'number' ? choose.below(Math.min(2, extent)) : 0));
  const strides = x.shape.map((extent) => (typeof extent === 'number' ? 1 + choose.below(2) : 1));
  return o.slice(x, starts, [], strides);
};

const padding: Growth = (op, pool, choose) => {
  const x = oneOf(pool, choose, ({ dtype, shape }) => dtype !== 'bool' && shape.length > 0)!;
  const widths = (): number[] =>
    x.shape.map((extent) => choose.below(3) - (typeof extent === 'number' && extent > 2 ? 1 : 0));
  const interior = x.shape.map((extent) => (typeof extent === 'number' ? choose.below(2) : 0));
  return apply(op, [x], { low: widths(), high: widths(), interior, value: choose.below(2) });
};

const concatenation: Growth = (op, pool, choose) => {
  const x = oneOf(pool, choose, ({ shape }) => shape.length > 0)!;
  const axis = choose.below(x.shape.length);
  const fits = ({ dtype, shape }: Tensor): boolean =>
    dtype === x.dtype &&
    shape.length === x.shape.length &&
    shape.every((extent, k) => k === axis || extent === x.shape[k]);
  return apply(op, [x, choose.one(pool.filter(fits))!], { axis });
};

const contraction: Growth = (op, pool, choose) => {
  const a = oneOf(ofDtype(pool, 'f32'), choose, ({ shape }) => shape.length > 0)!;
  const b = oneOf(ofDtype(pool, 'f32'), choose, ({ shape }) => shape.some((extent) => a.shape.includes(extent)))!;
  const pairs: [number, number][] = [];
  a.shape.forEach((extent, k) => {
    const at = b.shape.findIndex((other, j) => other === extent && !pairs.some(([, taken]) => taken === j));
    if (at >= 0) pairs.push([k, at]);
  });
  const roles = pairs.map(() => choose.below(3));
  const of = (role: number) => {
    const chosen = pairs.filter((_, k) => roles[k] === role);
    return [chosen.map(([k]) => k), chosen.map(([, k]) => k)] as const;
  };
  const made = apply(op, [a, b], { batch: of(1), sum: of(0) });
  // Sums of products would grow beyond all bounds from step to step.
  return o.mul(made, 0.3);
};

/** Whole numbers: the input's, the places of greatest elements, or others cut off. */
const indicesOf = (pool: readonly Tensor[], choose: Chooser): Tensor => oneOf(ofDtype(pool, 'i32', 'u32'), choose)!;

const gathering: Growth = (op, pool, choose) => {
  const x = oneOf(pool, choose, ({ shape }) => shape.some((extent) => extent !== 0))!;
  const axis = choose.one(range(x.shape.length).filter((k) => x.shape[k] !== 0))!;
  return apply(op, [x, indicesOf(pool, choose)], { axis, batch: 0 });
};

const scattering: Growth = (op, pool, choose) => {
  const at = indicesOf(pool, choose);
  const fits = ({ shape, dtype }: Tensor): boolean =>
    dtype !== 'bool' && isSuffix([...at.shape].reverse(), [...shape].reverse());
  const updates = oneOf(pool, choose, fits);
  if (!updates) return null;
  const behind = updates.shape.slice(at.shape.length);
  const same = ({ dtype, shape }: Tensor): boolean =>
    dtype === updates.dtype &&
    shape.length === behind.length + 1 &&
    shape[0] !== 0 &&
    sameShape(shape.slice(1), behind);
  const x = choose.below(2) === 0 ? undefined : choose.one(pool.filter(same));
  const zeros = (): Tensor => o.zeros([choose.one<Extent>([3, 'N'])!, ...behind], { dtype: updates.dtype });
  return apply(op, [x ?? zeros(), at, updates], { axis: 0, batch: 0 });
};

/** A scalar that says where a part starts. */
const startOf = (pool: readonly Tensor[], choose: Chooser): Tensor => {
  const whole = indicesOf(pool, choose);
  return o.reduceMax(whole, range(whole.shape.length));
};

const starting: Growth = (op, pool, choose) => {
  const x = oneOf(pool, choose, ({ shape }) => shape.some((extent) => typeof extent === 'number' && extent > 0));
  if (!x) return null;
  const known = range(x.shape.length).filter((k) => typeof x.shape[k] === 'number' && x.shape[k] > 0);
  const axes = known.filter(() => choose.below(2) === 0);
  const sizes = axes.map((axis) => 1 + choose.below(Number(x.shape[axis])));
  const starts = axes.map(() => startOf(pool, choose));
  const part = apply(o.dynamicSliceOp, [x, ...starts], { axes, sizes, batch: 0 });
  if (op === o.dynamicSliceOp) return part;
  const fits = ({ dtype, shape }: Tensor): boolean => dtype === x.dtype && sameShape(shape, part.shape);
  const update = choose.one(pool.filter(fits)) ?? part;
  return apply(op, [x, update, ...starts.reverse()], { axes, batch: 0 });
};

const casting: Growth = (_, pool, choose) =>
  o.cast(oneOf(pool, choose)!, choose.one<DType>(['bool', 'i32', 'u32', 'f32'])!);

const behind: Growth = (op, pool, choose) => applyNode(op, [oneOf(pool, choose)!, oneOf(pool, choose)!], {}).results;

const leaves: Growth = (op, _, choose) => apply(op, [], (choose.one(op.samples) as Sample<unknown>).attrs);

const bits: Growth = (op, pool, choose) => {
  const key = pool.find((x) => isInput(x) && x.dtype === 'u32')!;
  const made = apply(op, [key], { shape: choose.one<Shape>([['N', 4], [4], []])!, stream: choose.below(3) });
  return [
    made,
    o.mul(
      o.cast(apply(o.shiftRight.op, [made, o.broadcastTo(o.constant(8, { dtype: 'u32' }), made.shape)], {}), 'f32'),
      2 ** -24,
    ),
  ];
};

/** Loops and branches over some of the tensors. */
const loops = new Map<Op, typeof randomScan>([
  [condOp, randomCond],
  [scanOp, randomScan],
  [whileOp, randomWhile],
]);

const looping: Growth = (op, pool, choose) => loops.get(op)!(pool, randomNumbers(choose.below(9999)));

const growths = new Map<Op, Growth>([
  ...[...loops.keys()].map((op) => [op, looping] as const),
  [o.reduceSumOp, reduction],
  [o.reduceProdOp, reduction],
  [o.reduceMaxOp, reduction],
  [o.reduceMinOp, reduction],
  [o.argMaxOp, argMax],
  [o.broadcastOp, broadcasting],
  [o.reshapeOp, reshaping],
  [o.transposeOp, transposing],
  [o.reverseOp, reversing],
  [o.sliceOp, slicing],
  [o.padOp, padding],
  [o.concatOp, concatenation],
  [o.contractOp, contraction],
  [o.convolveOp, convolving],
  [o.cumLogSumExpOp, running],
  [o.cumMaxOp, running],
  [o.cumProdOp, running],
  [o.cumSumOp, running],
  [o.linearRecurrenceOp, running],
  [o.sortOp, ordering],
  [o.topKOp, selecting],
  [o.searchSortedOp, searching],
  [o.choleskyOp, factoring],
  [o.triangularSolveOp, solving],
  [o.gatherOp, gathering],
  [o.scatterAddOp, scattering],
  [o.scatterMaxOp, scattering],
  [o.scatterSetOp, scattering],
  [o.dynamicSliceOp, starting],
  [o.dynamicUpdateSliceOp, starting],
  [o.castOp, casting],
  [o.barrierOp, behind],
  [o.constantOp, leaves],
  [o.iotaOp, leaves],
  [o.extentOp, leaves],
  [o.randomBitsOp, bits],
  [o.windowArgMaxOp, windowing],
  [o.windowMaxOp, windowing],
  [o.windowSumOp, windowing],
]);

/** Which ops a program uses. */
export const opsIn = ({ ys, updates = new Map() }: Whole): Op[] =>
  topological([...ys, ...updates.values()]).map(({ op }) => op);
