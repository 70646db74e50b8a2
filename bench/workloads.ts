import {
  adam,
  categoricalCrossentropy,
  dense,
  f32,
  meanSquaredError,
  model,
  sequential,
  type Model,
} from '../src/index.js';
import { filled, lcg, type Filled } from './lcg.js';

/** A net that ours and the peers train: the same weights, the same batch, forward + loss + backward + Adam. */
export interface Workload {
  readonly name: string;
  readonly says: string;
  readonly batch: number;
  readonly sizes: readonly number[];
  readonly hidden: 'relu' | 'tanh';
  readonly loss: 'crossentropy' | 'squares';
  /** Multiply-adds of the products in one step count 2; no gradient of the data. */
  readonly flops: number;
  readonly seed: number;
}

const denseFlops = (batch: number, sizes: readonly number[]): number =>
  sizes.slice(1).reduce((sum, units, k) => sum + (k === 0 ? 2 : 3) * 2 * batch * sizes[k]! * units, 0);

function workload(
  k: number,
  says: string,
  batch: number,
  sizes: readonly number[],
  hidden: Workload['hidden'],
  loss: Workload['loss'],
): Workload {
  return { name: `W${k}`, says, batch, sizes, hidden, loss, flops: denseFlops(batch, sizes), seed: 7919 * k + 17 };
}

export const workloads: readonly Workload[] = [
  workload(1, '784-10-10 relu, softmax, batch 32', 32, [784, 10, 10], 'relu', 'crossentropy'),
  workload(2, '784-512-512-10 relu, softmax, batch 128', 128, [784, 512, 512, 10], 'relu', 'crossentropy'),
  workload(7, '2-16-16-1 tanh, MSE, batch 16', 16, [2, 16, 16, 1], 'tanh', 'squares'),
];

export function workloadOf(name: string): Workload {
  const found = workloads.find((w) => w.name === name);
  if (!found) throw new Error(`There is no workload ${name}; there are ${workloads.map((w) => w.name).join(', ')}.`);
  return found;
}

/** Our model of a workload. */
export function modelOf({ sizes, hidden, loss }: Workload): Model {
  const units = sizes.slice(1);
  const layers = units.map((n, k) => {
    const last = k === units.length - 1;
    return dense(n, { activation: last ? (loss === 'crossentropy' ? 'softmax' : 'linear') : hidden });
  });
  const net = sequential(...layers);
  return model({
    inputs: { x: f32('N', sizes[0]!), y: f32('N', units.at(-1)!) },
    outputs: ({ x }) => ({ prediction: net(x) }),
    loss: ({ prediction, y }) =>
      loss === 'crossentropy' ? categoricalCrossentropy(y, prediction) : meanSquaredError(y, prediction),
    optimizer: adam(),
  });
}

export interface Data {
  /** kernel, bias, kernel, bias, … in the order of the layers. */
  readonly parameters: readonly Filled[];
  readonly x: Filled;
  /** One row of targets a sample: a one-hot class, or values. */
  readonly y: Filled;
}

export function dataOf({ sizes, batch, loss, seed }: Workload): Data {
  const next = lcg(seed);
  const parameters = sizes.slice(1).flatMap((units, k) => {
    const name = k === 0 ? 'dense' : `dense_${k}`;
    return [
      filled(`${name}/kernel`, [sizes[k]!, units], 'glorot', next),
      filled(`${name}/bias`, [units], 'zeros', next),
    ];
  });
  const x = filled('x', [batch, sizes[0]!], 'unit', next);
  const last = sizes.at(-1)!;
  const drawn = filled('y', loss === 'crossentropy' ? [batch] : [batch, last], 'unit', next);
  if (loss === 'squares') return { parameters, x, y: drawn };
  const data = new Float32Array(batch * last);
  drawn.data.forEach((u, k) => (data[k * last + Math.floor(u * last)] = 1));
  return { parameters, x, y: { name: 'y', shape: [batch, last], data } };
}
