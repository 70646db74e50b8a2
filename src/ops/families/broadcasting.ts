import { range, sameShape, shapeMismatch, shapeText, type Extent, type Shape } from '../../base/index.js';
import { apply, type Tensor } from '../../graph/index.js';
import { broadcastOp } from '../broadcast.js';
import { reshapeOp } from '../reshape.js';
import { fail, named } from './operand.js';

/** The shape that NumPy's rule gives: axes from the last, an extent of 1 stretches; null where two extents clash. */
export function broadcastShapes(shapes: readonly Shape[]): Shape | null {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result: Extent[] = [];
  for (let k = 0; k < rank; k++) {
    const extents = shapes.flatMap((shape) => shape[k - rank + shape.length] ?? []);
    const wide = extents.filter((extent) => extent !== 1);
    if (wide.some((extent) => extent !== wide[0])) return null;
    result.push(wide[0] ?? 1);
  }
  return result;
}

/** The operands in the one shape that all of them broadcast to. */
export function broadcastTogether(op: string, xs: readonly Tensor[]): Tensor[] {
  const shape = broadcastShapes(xs.map((x) => x.shape));
  if (!shape) return fail(shapeMismatch(op, xs.map(named), `the shapes ${list(xs)} do not broadcast to one`));
  return xs.map((x) => stretch(x, shape));
}

const list = (xs: readonly Tensor[]): string => xs.map((x) => shapeText(x.shape)).join(' and ');

/** x in a shape that its own broadcasts to: axes of extent 1 are dropped, then it is repeated along the new ones. */
export function stretch(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const offset = shape.length - x.shape.length;
  const kept = range(x.shape.length).filter((k) => x.shape[k] === shape[k + offset]);
  const inner = kept.map((k) => x.shape[k] ?? 1);
  const thin = kept.length === x.shape.length ? x : apply(reshapeOp, [x], { shape: inner });
  return apply(broadcastOp, [thin], { shape, axes: kept.map((k) => k + offset) });
}
