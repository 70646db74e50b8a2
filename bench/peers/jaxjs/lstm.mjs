import { nn, numpy as np } from '@jax-js/jax';

/** As examples/lstm/lstm.model.ts, unrolled, for it has no scan: the inputs' product with the kernel is one for all steps. */
export function lstm([kernel, recurrent, bias, classes, classesBias], x) {
  const [batch, length] = x.shape;
  const units = recurrent.shape[0];
  const seen = np.split(np.add(np.matmul(x, kernel), bias), length, 1);
  let [h, c] = [np.zeros([batch, units]), np.zeros([batch, units])];
  seen.forEach((own, k) => {
    const last = k === length - 1;
    const gates = np.add(own.reshape([batch, 4 * units]), np.matmul(h, last ? recurrent : recurrent.ref));
    const [input, forget, cell, output] = np.split(gates, 4, 1);
    c = np.add(np.multiply(nn.sigmoid(forget), c), np.multiply(nn.sigmoid(input), np.tanh(cell)));
    h = np.multiply(nn.sigmoid(output), np.tanh(last ? c : c.ref));
  });
  return np.add(np.matmul(h, classes), classesBias);
}
