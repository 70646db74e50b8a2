// Two exports share one runtime; each owns its copy of the layer, under the same names.
import { dense, f32, program, sum } from 'tapeless';

const layer = dense(2);

export const encode = program({ inputs: { x: f32('N', 3) }, outputs: ({ x }) => ({ code: layer(x) }) });

export const energy = program({
  inputs: { x: f32('N', 3) },
  outputs: ({ x }) => ({ total: sum(layer(x), { axis: 1 }) }),
});
