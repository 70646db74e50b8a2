import { elements, extentAt, type Extent, type NdArray } from '../../src/base/index.js';
import { e, evaluateExpr, type Read, type Readable } from '../../src/expr/index.js';
import type { Node } from '../../src/graph/index.js';
import { indicesOf } from '../../src/ops/families/ndarray.js';

/** The float64 value of a node's results by its meaning as a kernel; a load outside its operand is an error. */
export function lowered(node: Node, inputs: readonly NdArray[], n = 1): NdArray[] {
  const readables: Readable[] = node.inputs.map(({ dtype, shape }, k) => ({ name: `x${k}`, dtype, shape }));
  const reads: Read[] = readables.map((from) => (index) => ({ kind: 'load', dtype: from.dtype, from, index }));
  const surroundings = {
    n,
    buffers: new Map(readables.map((from, k) => [from, inputs[k]!])),
    outside: (place: Readable, index: readonly number[]) => {
      throw new RangeError(`${node.op.name} reads ${place.name}[${index.join()}] of [${place.shape.join()}]`);
    },
  };
  const meaning = node.op.lower?.(reads, node.inputs, node.attrs);
  if (!meaning) throw new Error(`${node.op.name} has no meaning as a kernel`);
  const at = (extent: Extent): number => extentAt(extent, n);
  const axesOf = (shape: readonly Extent[]) => shape.map((extent) => e.axis(extent));
  if (!('form' in meaning)) {
    return meaning.map((read, k) => {
      const { dtype, shape } = node.results[k]!;
      const axes = axesOf(shape);
      const body = read(axes);
      const points = indicesOf(shape.map(at));
      const data = points.map((point) =>
        evaluateExpr(body, new Map(axes.map((axis, a) => [axis, point[a]!])), surroundings),
      );
      return { dtype, shape: shape.map(at), data: Float64Array.from(data) };
    });
  }
  const { dtype, shape } = node.results[0]!;
  const to = shape.map(at);
  const data = new Float64Array(elements(to));
  const axes = axesOf(meaning.over);
  const [index, value] = [meaning.index(axes), meaning.value(axes)];
  for (const point of indicesOf(meaning.over.map(at))) {
    const bound = new Map(axes.map((axis, a) => [axis, point[a]!]));
    const place = index.map((i) => evaluateExpr(i, bound, surroundings));
    if (place.some((i, k) => !(i >= 0 && i < to[k]!)))
      throw new RangeError(`${node.op.name} stores at [${place.join()}]`);
    const offset = place.reduce((sum, i, k) => sum * to[k]! + i, 0);
    const given = evaluateExpr(value, bound, surroundings);
    const before = data[offset]!;
    data[offset] = meaning.mode === 'add' ? before + given : meaning.mode === 'max' ? Math.max(before, given) : given;
  }
  return [{ dtype, shape: to, data }];
}
