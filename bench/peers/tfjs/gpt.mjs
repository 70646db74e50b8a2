import * as tf from '@tensorflow/tfjs';

/** As bench/workloads/gptModel.ts, with its parameters in the order of their use. */
export function gpt([characters, places, ...parameters], text) {
  const [batch, context] = text.shape;
  const next = () => parameters.shift();
  const affine = (x) => linear(x, next(), next());
  // The wasm backend has no gradient of gather.
  const chosen = tf.matMul(tf.cast(tf.oneHot(tf.reshape(text, [-1]), 64), 'float32'), characters);
  let h = tf.add(tf.reshape(chosen, [batch, context, 64]), places);
  for (let block = 0; block < 2; block++) {
    const heads = tf.reshape(affine(normalize(h, next(), next())), [batch, context, 12, 16]);
    const [queries, keys, values] = tf.split(tf.transpose(heads, [0, 2, 1, 3]), 3, 1);
    const scores = tf.add(tf.mul(tf.matMul(queries, keys, false, true), 0.25), mask(context));
    const attended = tf.transpose(tf.matMul(tf.softmax(scores), values), [0, 2, 1, 3]);
    h = tf.add(h, affine(tf.reshape(attended, [batch, context, 64])));
    h = tf.add(h, affine(gelu(affine(normalize(h, next(), next())))));
  }
  return linear(normalize(h, next(), next()), next());
}

/** As in tfjs' own dense layer, one product over all rows. */
function linear(x, kernel, bias) {
  const product = tf.matMul(tf.reshape(x, [-1, kernel.shape[0]]), kernel);
  return tf.reshape(bias ? tf.add(product, bias) : product, [...x.shape.slice(0, -1), kernel.shape[1]]);
}

function normalize(x, scale, shift) {
  const { mean, variance } = tf.moments(x, -1, true);
  return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), scale), shift);
}

function gelu(x) {
  const inner = tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.mul(x, tf.mul(x, x)))));
  return tf.mul(tf.mul(x, 0.5), tf.add(1, tf.tanh(inner)));
}

/** What keeps a place from looking at later ones. */
const mask = (context) => tf.mul(tf.sub(1, tf.linalg.bandPart(tf.ones([context, context]), -1, 0)), -1e9);
