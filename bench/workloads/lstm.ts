import { lstmModel, type LstmSizes } from '../../examples/lstm/lstm.model.js';
import { classes, filled, streamOf, type Fill } from '../lcg.js';
import type { Data, Workload } from './workload.js';

const k = 4;
const batch = 32;
export const lstmSizes: LstmSizes = { length: 32, features: 32, units: 128, classes: 10 };
const { length, features, units, classes: count } = lstmSizes;

/** An LSTM whose last state is classified, trained by Adam. */
export const lstm: Workload = {
  name: 'W4',
  says: 'an LSTM: sequence 32, input 32, hidden 128, last state to dense 10, batch 32',
  entry: 'step',
  batch,
  net: { kind: 'lstm', classes: count },
  flops: 2 * batch * (length * (2 * features * 4 * units + 3 * units * 4 * units) + 3 * units * count),
  declare: () => lstmModel(lstmSizes),
  data,
};

const declared: readonly (readonly [name: string, shape: readonly number[], fill: Fill])[] = [
  ['lstm/kernel', [features, 4 * units], 'glorot'],
  ['lstm/recurrent', [units, 4 * units], 'glorot'],
  ['lstm/bias', [4 * units], 'zeros'],
  ['dense/kernel', [units, count], 'glorot'],
  ['dense/bias', [count], 'zeros'],
];

function data(): Data {
  const next = streamOf(k);
  const parameters = declared.map(([name, shape, fill]) => filled(name, shape, fill, next));
  const x = filled('x', [batch, length, features], 'symmetric', next);
  return { parameters, inputs: { x, y: classes('y', [batch], count, next) } };
}
