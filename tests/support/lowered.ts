import { dtypes, extentAt, type DType, type Extent, type NdArray } from '../../src/base/index.js';
import { e, evaluateExpr, type Axis, type Read, type Readable, type Surroundings } from '../../src/expr/index.js';
import { topological, type Node, type Prefix, type Scatter, type Tensor } from '../../src/graph/index.js';
import { indicesOf } from './ndarrays.js';

/** As `evaluate`, but each node by its meaning as a kernel where it has one. */
export function evaluateLowered(
  outputs: readonly Tensor[],
  { values, n = 1 }: { readonly values: ReadonlyMap<Tensor, NdArray>; readonly n?: number },
): NdArray[] {
  const known = new Map(values);
  for (const node of topological(outputs, new Set(known.keys()))) {
    const inputs = node.inputs.map((x) => known.get(x)!);
    const results = node.op.lower
      ? lowered(node, inputs, n)
      : node.op.reference(inputs, node.attrs, (extent) => extentAt(extent, n));
    node.results.forEach((result, k) => known.set(result, results[k]!));
  }
  return outputs.map((output) => known.get(output)!);
}

/** The float64 value of a node's results by its meaning as a kernel; a load or store outside its buffer is an error. */
export function lowered(node: Node, inputs: readonly NdArray[], n = 1): NdArray[] {
  const readables: Readable[] = node.inputs.map(({ dtype, shape }, k) => ({ name: `x${k}`, dtype, shape }));
  const reads: Read[] = readables.map((from) => (index) => ({ kind: 'load', dtype: from.dtype, from, index }));
  const around: Surroundings = {
    n,
    buffers: new Map(readables.map((from, k) => [from, inputs[k]!])),
    outside: ({ name, shape }, index) => {
      throw new RangeError(`${node.op.name} reads ${name}[${index.join()}] of [${shape.join()}]`);
    },
  };
  const meaning = node.op.lower?.(reads, node.inputs, node.attrs);
  if (!meaning) throw new Error(`${node.op.name} has no meaning as a kernel`);
  if ('form' in meaning) {
    if (meaning.form === 'scatter') return [scattered(node, meaning, around)];
    if (meaning.form === 'prefix') return [running(node, meaning, around)];
    // Loops over wholes have no expression to evaluate: the nests that they become are run in tests/conformance.test.ts.
    return [...node.op.reference(inputs, node.attrs, (extent) => extentAt(extent, n))];
  }
  return meaning.map((read, k) => {
    const { dtype, shape } = node.results[k]!;
    const { points, bind } = space(shape, n);
    const body = read(bind.axes);
    const data = points.map((point) => evaluateExpr(body, bind.to(point), around));
    return { dtype, shape: shape.map((extent) => extentAt(extent, n)), data: Float64Array.from(data) };
  });
}

function space(shape: readonly Extent[], n: number) {
  const axes = shape.map((extent) => e.axis(extent));
  const to = (point: readonly number[]): Map<Axis, number> => new Map(axes.map((axis, k) => [axis, point[k]!]));
  return { points: indicesOf(shape.map((extent) => extentAt(extent, n))), bind: { axes, to } };
}

function scattered(node: Node, { over, base, index, value, mode }: Scatter, around: Surroundings): NdArray {
  const { dtype, shape } = node.results[0]!;
  const to = shape.map((extent) => extentAt(extent, around.n));
  const whole = space(shape, around.n);
  const start = base(whole.bind.axes);
  const data = Float64Array.from(whole.points, (point) => evaluateExpr(start, whole.bind.to(point), around));
  const { points, bind } = space(over, around.n);
  const [places, body] = [index(bind.axes), value(bind.axes)];
  for (const point of points) {
    const place = places.map((place) => evaluateExpr(place, bind.to(point), around));
    if (place.some((i, k) => !(i >= 0 && i < to[k]!)))
      throw new RangeError(`${node.op.name} stores at [${place.join()}]`);
    const offset = place.reduce((sum, i, k) => sum * to[k]! + i, 0);
    const given = evaluateExpr(body, bind.to(point), around);
    const before = data[offset]!;
    data[offset] = mode === 'add' ? before + given : mode === 'max' ? Math.max(before, given) : given;
  }
  return { dtype, shape: to, data };
}

const logAddExp = (a: number, b: number): number => {
  const most = Math.max(a, b);
  return Number.isFinite(most) ? most + Math.log(Math.exp(a - most) + Math.exp(b - most)) : most;
};

type Combine = (total: number, x: number, factor: number) => number;

const combinations: Record<Prefix['running'], (dtype: DType) => readonly [identity: number, Combine]> = {
  sum: () => [0, (a, x) => a + x],
  prod: (dtype) => [1, dtype === 'f32' ? (a, x) => a * x : Math.imul],
  max: (dtype) => [{ f32: -Infinity, i32: -(2 ** 31), u32: 0, bool: 0 }[dtype], (a, x) => Math.max(a, x)],
  logSumExp: () => [-Infinity, logAddExp],
  linear: () => [0, (a, x, factor) => factor * a + x],
};

function running(
  node: Node,
  { axis, running: kind, reverse, exclusive, values }: Prefix,
  around: Surroundings,
): NdArray {
  const { dtype, shape } = node.results[0]!;
  const to = shape.map((extent) => extentAt(extent, around.n));
  const { points, bind } = space(shape, around.n);
  const bodies = values.map((value) => value(bind.axes));
  const [identity, combine] = combinations[kind](dtype);
  const data = points.map((point) => {
    const at = point[axis]!;
    const isBefore = (k: number): boolean => (reverse ? k > at : k < at) || (k === at && !exclusive);
    const places = Array.from({ length: to[axis]! }, (_, k) => k).filter(isBefore);
    if (reverse) places.reverse();
    return places.reduce((total, k) => {
      const [x, factor] = bodies.map((body) => evaluateExpr(body, bind.to(point.with(axis, k)), around));
      return dtypes[dtype].wrap(combine(total, x!, factor!));
    }, identity);
  });
  return { dtype, shape: to, data: Float64Array.from(data) };
}
