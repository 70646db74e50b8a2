import * as tf from '@tensorflow/tfjs';

/** As examples/lstm/lstm.model.ts, unrolled: the inputs' product with the kernel is one for all steps. */
export function lstm([kernel, recurrent, bias, classes, classesBias], x) {
  const [batch, length, features] = x.shape;
  const units = recurrent.shape[0];
  const inSteps = tf.reshape(tf.transpose(x, [1, 0, 2]), [length * batch, features]);
  const seen = tf.unstack(tf.reshape(tf.add(tf.matMul(inSteps, kernel), bias), [length, batch, 4 * units]), 0);
  let [h, c] = [tf.zeros([batch, units]), tf.zeros([batch, units])];
  for (const own of seen) {
    const [input, forget, cell, output] = tf.split(tf.add(own, tf.matMul(h, recurrent)), 4, 1);
    c = tf.add(tf.mul(tf.sigmoid(forget), c), tf.mul(tf.sigmoid(input), tf.tanh(cell)));
    h = tf.mul(tf.sigmoid(output), tf.tanh(c));
  }
  return tf.add(tf.matMul(h, classes), classesBias);
}
