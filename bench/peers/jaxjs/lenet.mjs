import { lax, nn, numpy as np } from '@jax-js/jax';
import { perceptron } from './perceptron.mjs';

/** As examples/lenet/lenet.model.ts, with its parameters in the order of their use; channels first, kernels [F, C, window]. */
export function lenet([kernel, bias, kernel1, bias1, ...dense], images) {
  const first = pooled(lax.conv(images, kernel, [1, 1], 'SAME'), bias);
  const second = pooled(lax.conv(first, kernel1, [1, 1], 'VALID'), bias1);
  return perceptron(dense, second.reshape([second.shape[0], 400]), 'relu');
}

/** Faster there than lax.reduceWindow. */
function pooled(x, bias) {
  const [batch, channels, height, width] = x.shape;
  const active = nn.relu(np.add(x, bias.reshape([channels, 1, 1])));
  return np.max(active.reshape([batch, channels, height / 2, 2, width / 2, 2]), [3, 5]);
}

/** Our parameters and images in its layout: kernels and images channels first, the first dense rows as they then lie. */
export const layoutOfLenet = {
  parameters: ([kernel, bias, kernel1, bias1, dense, ...rest]) => [
    np.transpose(kernel, [3, 2, 0, 1]),
    bias,
    np.transpose(kernel1, [3, 2, 0, 1]),
    bias1,
    np.transpose(dense.reshape([5, 5, 16, 120]), [2, 0, 1, 3]).reshape([400, 120]),
    ...rest,
  ],
  images: (x) => np.transpose(x, [0, 3, 1, 2]),
};
