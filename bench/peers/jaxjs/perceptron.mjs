import { nn, numpy as np } from '@jax-js/jax';

/** Kernel, bias, kernel, bias…; the last layer is affine. */
export function perceptron(parameters, x, hidden) {
  const activation = hidden === 'relu' ? nn.relu : np.tanh;
  let h = x;
  for (let k = 0; k < parameters.length; k += 2) {
    h = np.add(np.matmul(h, parameters[k]), parameters[k + 1]);
    if (k + 2 < parameters.length) h = activation(h);
  }
  return h;
}
