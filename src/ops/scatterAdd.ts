import { apply, type Op } from '../graph/index.js';
import { scattering, type ScatterAttrs } from './families/scattering.js';
import { gatherOp } from './gather.js';

/** x, to which each update is added at its index along an axis: over zeros, what gather turns into backwards. */
export const scatterAddOp: Op<ScatterAttrs> = scattering({
  name: 'scatterAdd',
  mode: 'add',
  dtypes: ['f32', 'i32', 'u32'],
  vjp: ({ inputs: [, indices], attrs, dy }) => [dy, null, apply(gatherOp, [dy, indices], attrs)],
  combine: (old, update) => old + update,
});
