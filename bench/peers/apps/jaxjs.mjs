// What an app brings that trains W1 with jax-js; bundled to see its size, never run.
import { defaultDevice, init, nn, numpy as np } from '@jax-js/jax';
import { adamStep } from '../jaxjs/adamStep.mjs';
import { perceptron } from '../jaxjs/perceptron.mjs';

const lossOf = (parameters, x, y) =>
  np.negative(np.mean(np.sum(np.multiply(y, nn.logSoftmax(perceptron(parameters, x, 'relu'))), -1)));

export async function train(parameters) {
  await init();
  defaultDevice('wasm');
  return adamStep(lossOf, parameters);
}
