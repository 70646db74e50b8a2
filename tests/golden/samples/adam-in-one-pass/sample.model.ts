// Each parameter, its momentum and its velocity are updated in one pass, in place, as the gradient's sums end.
import { adam, dense, f32, meanSquaredError, model, sequential } from 'tapeless';

const net = sequential(dense(4, { activation: 'tanh' }), dense(1));

export default model({
  inputs: { x: f32('N', 2), y: f32('N', 1) },
  outputs: ({ x }) => ({ prediction: net(x) }),
  loss: ({ prediction, y }) => meanSquaredError(y, prediction),
  optimizer: adam(),
});
