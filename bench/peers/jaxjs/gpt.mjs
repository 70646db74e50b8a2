import { nn, numpy as np } from '@jax-js/jax';

/** As bench/workloads/gptModel.ts, with its parameters in the order of their use. */
export function gpt([characters, places, ...parameters], text) {
  const [batch, context] = text.shape;
  const next = () => parameters.shift();
  const affine = (x) => np.add(np.matmul(x, next()), next());
  const normalize = (x) => np.add(np.multiply(nn.standardize(x, -1, { epsilon: 1e-5 }), next()), next());
  // No slower there than np.take.
  let h = np.add(np.matmul(nn.oneHot(text, 64), characters), places);
  for (let block = 0; block < 2; block++) {
    const heads = affine(normalize(h.ref)).reshape([batch, context, 12, 16]);
    const [queries, keys, values] = np.split(heads, 3, 2);
    const attended = nn.dotProductAttention(queries, keys, values, { isCausal: true });
    h = np.add(h, affine(attended.reshape([batch, context, 64])));
    h = np.add(h, affine(nn.gelu(affine(normalize(h.ref)), { approximate: true })));
  }
  return np.matmul(normalize(h), next());
}
