// Softmax, cross-entropy and its gradient share one kernel over the rows; both updates are made where their sums end.
import { categoricalCrossentropy, dense, f32, model, sgd } from 'tapeless';

const classify = dense(3, { activation: 'softmax' });

export default model({
  inputs: { x: f32('N', 4), y: f32('N', 3) },
  outputs: ({ x }) => ({ p: classify(x) }),
  loss: ({ p, y }) => categoricalCrossentropy(y, p),
  optimizer: sgd({ learningRate: 0.1 }),
});
