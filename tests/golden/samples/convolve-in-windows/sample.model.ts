// Zeros are stored around x once; both convolutions, forward and towards the kernel, read windows where they lie.
import { add, convolve, f32, grad, maxPool, mean, mul, program, relu } from 'tapeless';

export default program({
  inputs: { x: f32('N', 6, 6, 1), kernel: f32(3, 3, 1, 6), bias: f32(6), y: f32('N', 3, 3, 6) },
  outputs: ({ x, kernel, bias, y }) => {
    const pooled = (weights: typeof kernel) =>
      maxPool(relu(add(convolve(x, weights, { padding: 'same' }), bias)), { window: 2 });
    return { pooled: pooled(kernel), slope: grad((weights: typeof kernel) => mean(mul(pooled(weights), y)))(kernel) };
  },
});
