import {
  badAttribute,
  insert,
  sameShape,
  shapeMismatch,
  shapeText,
  withoutAll,
  range,
  type Shape,
} from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { axesOf, axisOf } from '../families/axes.js';
import { broadcastShapes, stretch } from '../families/broadcasting.js';
import { fail, named, tensorOf, type Operand } from '../families/operand.js';
import { reshape } from '../reshape.js';
import { transpose } from '../transpose.js';

/** x with new axes of extent 1 at these places of the result. */
export function expandDims(x: Operand, axis: number | readonly number[]): Tensor {
  const tensor = tensorOf(x, 'expandDims');
  const count = typeof axis === 'number' ? 1 : axis.length;
  const axes = axesOf('expandDims', axis, tensor.shape.length + count).sort((a, b) => a - b);
  return reshape(
    tensor,
    axes.reduce<Shape>((shape, at) => insert(shape, at, 1), tensor.shape),
  );
}

/** x without these axes, or without all axes, of extent 1. */
export function squeeze(x: Operand, axis?: number | readonly number[]): Tensor {
  const tensor = tensorOf(x, 'squeeze');
  const { shape } = tensor;
  const thin = range(shape.length).filter((k) => shape[k] === 1);
  const axes = axis === undefined ? thin : axesOf('squeeze', axis, shape.length);
  const wide = axes.find((k) => !thin.includes(k));
  if (wide !== undefined)
    fail(shapeMismatch('squeeze', [named(tensor)], `axis ${wide} has the extent ${shape[wide]}, not 1`));
  return reshape(tensor, withoutAll(shape, axes));
}

/** x repeated to a shape, by NumPy's rule. */
export function broadcastTo(x: Operand, shape: Shape): Tensor {
  const tensor = tensorOf(x, 'broadcastTo');
  const common = broadcastShapes([tensor.shape, shape]);
  if (!common || !sameShape(common, shape)) {
    return fail(shapeMismatch('broadcastTo', [named(tensor)], `its shape does not broadcast to ${shapeText(shape)}`));
  }
  return stretch(tensor, shape);
}

/** Two axes of x in each other's place. */
export function swapaxes(x: Operand, first: number, second: number): Tensor {
  const tensor = tensorOf(x, 'swapaxes');
  const rank = tensor.shape.length;
  const [a, b] = [axisOf('swapaxes', first, rank), axisOf('swapaxes', second, rank)];
  return transpose(
    tensor,
    range(rank).map((k) => (k === a ? b : k === b ? a : k)),
  );
}

/** Axes of x at other places; the others keep their order. */
export function moveaxis(
  x: Operand,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  const tensor = tensorOf(x, 'moveaxis');
  const rank = tensor.shape.length;
  const from = axesOf('moveaxis', source, rank);
  const to = axesOf('moveaxis', destination, rank);
  if (from.length !== to.length) {
    fail(
      badAttribute(
        'moveaxis',
        'the number of destinations',
        String(to.length),
        `one for each of ${from.length} sources`,
      ),
    );
  }
  const others = withoutAll(range(rank), from);
  return transpose(
    tensor,
    range(rank).map((k) => (to.includes(k) ? from[to.indexOf(k)]! : others.shift()!)),
  );
}
