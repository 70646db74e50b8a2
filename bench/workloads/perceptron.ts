import {
  adam,
  categoricalCrossentropy,
  dense,
  f32,
  meanSquaredError,
  model,
  sequential,
  type Model,
} from '../../src/index.js';
import { filled, streamOf, type Filled } from '../lcg.js';
import type { Data, Workload } from './workload.js';

interface Perceptron {
  readonly k: number;
  readonly batch: number;
  readonly sizes: readonly number[];
  readonly hidden: 'relu' | 'tanh';
  readonly loss: 'crossentropy' | 'squares';
}

/** Dense layers in a row, trained by Adam: a net that even a beginner has written. */
export function perceptron(says: string, net: Perceptron): Workload {
  const { k, batch, sizes, hidden, loss } = net;
  const products = sizes.slice(1).map((units, at) => (at === 0 ? 2 : 3) * 2 * batch * sizes[at]! * units);
  return {
    name: `W${k}`,
    says,
    entry: 'step',
    batch,
    net: { kind: 'perceptron', hidden, loss },
    flops: products.reduce((a, b) => a + b, 0),
    declare: () => modelOf(net),
    data: () => dataOf(net),
  };
}

function modelOf({ sizes, hidden, loss }: Perceptron): Model {
  const units = sizes.slice(1);
  const last = loss === 'crossentropy' ? 'softmax' : 'linear';
  const layers = units.map((n, k) => dense(n, { activation: k === units.length - 1 ? last : hidden }));
  const net = sequential(...layers);
  return model({
    inputs: { x: f32('N', sizes[0]!), y: f32('N', units.at(-1)!) },
    outputs: ({ x }) => ({ prediction: net(x) }),
    loss: ({ prediction, y }) =>
      loss === 'crossentropy' ? categoricalCrossentropy(y, prediction) : meanSquaredError(y, prediction),
    optimizer: adam(),
  });
}

function dataOf({ k, sizes, batch, loss }: Perceptron): Data {
  const next = streamOf(k);
  const parameters = sizes.slice(1).flatMap((units, at) => {
    const name = at === 0 ? 'dense' : `dense_${at}`;
    return [
      filled(`${name}/kernel`, [sizes[at]!, units], 'glorot', next),
      filled(`${name}/bias`, [units], 'zeros', next),
    ];
  });
  const x = filled('x', [batch, sizes[0]!], 'unit', next);
  const last = sizes.at(-1)!;
  const y = loss === 'squares' ? filled('y', [batch, last], 'unit', next) : oneHot(batch, last, next);
  return { parameters, inputs: { x, y } };
}

function oneHot(batch: number, count: number, next: () => number): Filled {
  const data = new Float32Array(batch * count);
  for (let k = 0; k < batch; k++) data[k * count + Math.floor(next() * count)] = 1;
  return { name: 'y', shape: [batch, count], data };
}
