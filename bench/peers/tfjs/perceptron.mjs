import * as tf from '@tensorflow/tfjs';

/** Kernel, bias, kernel, bias…; the last layer is affine. */
export function perceptron(parameters, x, hidden) {
  let h = x;
  for (let k = 0; k < parameters.length; k += 2) {
    h = tf.add(tf.matMul(h, parameters[k]), parameters[k + 1]);
    if (k + 2 < parameters.length) h = tf[hidden](h);
  }
  return h;
}
