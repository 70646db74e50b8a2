// The gradient of a gather is a scatter; tokens are a direct input, so that their range is checked before the step.
import { f32, gather, i32, meanSquaredError, model, parameter, sgd, sum } from 'tapeless';

export default model({
  inputs: { tokens: i32('N', 3), y: f32('N', 2) },
  outputs: ({ tokens }) => {
    const table = parameter([7, 2], { name: 'table', initializer: 'randomUniform' });
    return { bag: sum(gather(table, tokens, { axis: 0 }), { axis: 1 }) };
  },
  loss: ({ bag, y }) => meanSquaredError(y, bag),
  optimizer: sgd(),
});
