import { range, type Shape } from '../base/index.js';
import { apply, type Op, type Tensor } from '../graph/index.js';
import { add } from './add.js';
import { broadcastOp } from './broadcast.js';
import { zeros, zerosLike } from './composed/filling.js';
import { equal } from './equal.js';
import { countElements } from './extent.js';
import { scattering, type ScatterAttrs } from './families/scattering.js';
import { gatherOp } from './gather.js';
import { iota } from './iota.js';
import { mul } from './mul.js';
import { select } from './select.js';

/**
 * x, in which each update takes the place at its index along an axis. Of several updates for one place the last one, in
 * row-major order, stays, and it alone has a derivative.
 */
export const scatterSetOp: Op<ScatterAttrs> = scattering({
  name: 'scatterSet',
  mode: 'set',
  dtypes: ['f32', 'i32', 'u32', 'bool'],
  vjp: ({ inputs: [x, indices, updates], attrs, dy }) => {
    const back = apply(gatherOp, [dy, indices], attrs);
    const last = isLast(x, indices, updates.shape, attrs);
    return [apply(scatterSetOp, [dy, indices, zerosLike(updates)], attrs), null, last ? select(last, back, 0) : back];
  },
  combine: (_, update) => update,
});

/** Whether each update is the one that stays; null if each of them does. */
function isLast(x: Tensor, indices: Tensor, updates: Shape, { axis, batch }: ScatterAttrs): Tensor | null {
  const own = indices.shape.slice(batch);
  if (own.every((count) => count === 1)) return null;
  const places = placesOf(indices.shape, batch);
  const nobody = zeros([...indices.shape.slice(0, batch), x.shape[axis]!], { dtype: 'i32' });
  const among = { axis: batch, batch };
  const winner = apply(scatterSetOp, [nobody, indices, places], among);
  const last = equal(places, apply(gatherOp, [winner, indices], among));
  const axes = [...range(batch), ...range(own.length).map((k) => k + axis)];
  return apply(broadcastOp, [last], { shape: updates, axes });
}

/** The position of each index among those that it may clash with, in row-major order. */
function placesOf(shape: Shape, batch: number): Tensor {
  const axes = range(shape.length).slice(batch);
  return axes.reduce<Tensor>(
    (places, axis) => add(mul(places, countElements([shape[axis]!], 'i32')), iota(shape, { axis })),
    zeros(shape, { dtype: 'i32' }),
  );
}
