import { lstmModel } from '../../examples/lstm/lstm.model.js';
import { classes, filled, streamOf, type Fill } from '../lcg.js';
import type { Data, Workload } from './workload.js';

const k = 4;
const batch = 32;
const sizes = { features: 32, units: 128, classes: 10 };
const { features, units, classes: count } = sizes;

/** An LSTM whose last state is classified, trained by Adam. */
export const lstm: Workload = { ...lstmOf('W4', 32), longer: lstmOf('W4-1024', 1024) };

function lstmOf(name: string, length: number): Workload {
  return {
    name,
    says: `an LSTM: sequence ${length}, input ${features}, hidden ${units}, last state to dense ${count}, batch ${batch}`,
    entry: 'step',
    batch,
    net: { kind: 'lstm', classes: count },
    flops: 2 * batch * (length * (2 * features * 4 * units + 3 * units * 4 * units) + 3 * units * count),
    declare: () => lstmModel({ ...sizes, length }),
    data: () => dataOf(length),
  };
}

const declared: readonly (readonly [name: string, shape: readonly number[], fill: Fill])[] = [
  ['lstm/kernel', [features, 4 * units], 'glorot'],
  ['lstm/recurrent', [units, 4 * units], 'glorot'],
  ['lstm/bias', [4 * units], 'zeros'],
  ['dense/kernel', [units, count], 'glorot'],
  ['dense/bias', [count], 'zeros'],
];

function dataOf(length: number): Data {
  const next = streamOf(k);
  const parameters = declared.map(([name, shape, fill]) => filled(name, shape, fill, next));
  const x = filled('x', [batch, length, features], 'symmetric', next);
  return { parameters, inputs: { x, y: classes('y', [batch], count, next) } };
}
