import { elements, extentAt, type Extent, type NdArray } from '../../src/base/index.js';
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

function scattered(node: Node, { over, index, value, mode }: Scatter, around: Surroundings): NdArray {
  const { dtype, shape } = node.results[0]!;
  const to = shape.map((extent) => extentAt(extent, around.n));
  const data = new Float64Array(elements(to));
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

const monoids: Record<Prefix['monoid'], readonly [number, (a: number, b: number) => number]> = {
  sum: [0, (a, b) => a + b],
  prod: [1, (a, b) => a * b],
  max: [-Infinity, Math.max],
  logSumExp: [-Infinity, logAddExp],
};

function running(node: Node, { axis, monoid, reverse, exclusive, value }: Prefix, around: Surroundings): NdArray {
  const { dtype, shape } = node.results[0]!;
  const to = shape.map((extent) => extentAt(extent, around.n));
  const { points, bind } = space(shape, around.n);
  const body = value(bind.axes);
  const [identity, combine] = monoids[monoid];
  const data = points.map((point) => {
    const [from, until] = reverse ? [point[axis]!, to[axis]!] : [0, point[axis]! + 1];
    const [first, last] = exclusive ? (reverse ? [from + 1, until] : [from, until - 1]) : [from, until];
    let total = identity;
    for (let k = first; k < last; k++) total = combine(total, evaluateExpr(body, bind.to(point.with(axis, k)), around));
    return total;
  });
  return { dtype, shape: to, data: Float64Array.from(data) };
}
