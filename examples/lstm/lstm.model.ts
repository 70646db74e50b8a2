// examples/lstm/lstm.model.ts: a sequence is read by an LSTM, and its last state classified
import {
  adam,
  add,
  dense,
  f32,
  i32,
  layer,
  matmul,
  model,
  mul,
  parameter,
  scan,
  sigmoid,
  softmax,
  sparseCategoricalCrossentropy,
  split,
  swapaxes,
  tanh,
  zeros,
  type Model,
  type Tensor,
} from 'tapeless';

export interface LstmSizes {
  readonly length: number;
  readonly features: number;
  readonly units: number;
  readonly classes: number;
}

/** A model for sequences of one length: its code is the same for all of them. */
export function lstmModel({ length, features, units, classes }: LstmSizes): Model {
  const read = lstm(units);
  const classify = dense(classes);
  return model({
    inputs: { x: f32('N', length, features), y: i32('N') },
    outputs: ({ x }) => {
      const logits = classify(read(x));
      return { logits, prediction: softmax(logits) };
    },
    loss: ({ logits, y }) => sparseCategoricalCrossentropy(y, logits, { fromLogits: true }),
    optimizer: adam(),
  });
}

/** The state after the last of x [N, steps, features]; gates in Keras' order: input, forget, cell, output. */
const lstm = (units: number) =>
  layer({ kind: 'lstm' }, (x: Tensor) => {
    const kernel = parameter([x.shape.at(-1) as number, 4 * units], { name: 'kernel' });
    const recurrent = parameter([units, 4 * units], { name: 'recurrent' });
    const bias = parameter([4 * units], { name: 'bias', initializer: 0 });
    const start: State = { h: zeros(['N', units]), c: zeros(['N', units]) };
    const step = ({ h, c }: State, seen: Tensor): [State, null] => {
      const gates = add(add(matmul(seen, kernel), matmul(h, recurrent)), bias);
      const [input, forget, cell, output] = split(gates, 4, { axis: 1 }) as [Tensor, Tensor, Tensor, Tensor];
      const next = add(mul(sigmoid(forget), c), mul(sigmoid(input), tanh(cell)));
      return [{ h: mul(sigmoid(output), tanh(next)), c: next }, null];
    };
    const [{ h }] = scan(step, start, swapaxes(x, 0, 1));
    return h;
  });

interface State {
  readonly h: Tensor;
  readonly c: Tensor;
}

export default lstmModel({ length: 32, features: 32, units: 128, classes: 10 });
