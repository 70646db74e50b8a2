import lenetModel from '../../examples/lenet/lenet.model.js';
import { classes, filled, streamOf, type Fill } from '../lcg.js';
import type { Data, Workload } from './workload.js';

const k = 3;
const batch = 32;

/** Multiply-adds of the forward pass for one image. */
const first = 28 * 28 * 25 * 6;
const others = 10 * 10 * 150 * 16 + 400 * 120 + 120 * 84 + 84 * 10;

/** A LeNet, trained by Adam. */
export const lenet: Workload = {
  name: 'W3',
  says: 'a LeNet: 28x28x1, convolutions 5x5x6 (same) and 5x5x16, relu and max-pool 2 each, dense 120, 84, 10, batch 32',
  entry: 'step',
  batch,
  net: { kind: 'lenet', classes: 10 },
  flops: 2 * batch * (2 * first + 3 * others),
  declare: () => lenetModel,
  data,
};

const declared: readonly (readonly [name: string, shape: readonly number[], fill: Fill])[] = [
  ['convolution/kernel', [5, 5, 1, 6], 'glorot'],
  ['convolution/bias', [6], 'zeros'],
  ['convolution_1/kernel', [5, 5, 6, 16], 'glorot'],
  ['convolution_1/bias', [16], 'zeros'],
  ['dense/kernel', [400, 120], 'glorot'],
  ['dense/bias', [120], 'zeros'],
  ['dense_1/kernel', [120, 84], 'glorot'],
  ['dense_1/bias', [84], 'zeros'],
  ['dense_2/kernel', [84, 10], 'glorot'],
  ['dense_2/bias', [10], 'zeros'],
];

function data(): Data {
  const next = streamOf(k);
  const parameters = declared.map(([name, shape, fill]) => filled(name, shape, fill, next));
  const x = filled('x', [batch, 28, 28, 1], 'unit', next);
  return { parameters, inputs: { x, y: classes('y', [batch], 10, next) } };
}
