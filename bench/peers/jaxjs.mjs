// One process that measures jax-js on its wasm device: `node jaxjs.mjs WORKLOAD`; one jitted step of valueAndGrad and Adam.
import { measure } from '../../dist/bench/measure.js';
import { dataOf, workloadOf } from '../../dist/bench/workloads.js';

globalThis.navigator ??= {};
const [name] = process.argv.slice(2);
const start = performance.now();
const { init, defaultDevice, numpy: np, nn, valueAndGrad, jit, tree, blockUntilReady } = await import('@jax-js/jax');
await init();
defaultDevice('wasm');

const { hidden, loss } = workloadOf(name);
const data = dataOf(workloadOf(name));
const arrayOf = ({ data: values, shape }) => np.array(values).reshape([...shape]);
const activation = hidden === 'relu' ? nn.relu : np.tanh;

function predict(parameters, x) {
  let h = x;
  for (let k = 0; k < parameters.length; k += 2) {
    h = np.add(np.matmul(h, parameters[k]), parameters[k + 1]);
    if (k + 2 < parameters.length) h = activation(h);
  }
  return h;
}

function lossOf(parameters, x, y) {
  const prediction = predict(parameters, x);
  if (loss === 'squares') return np.mean(np.square(np.subtract(prediction, y)));
  return np.negative(np.mean(np.sum(np.multiply(y, nn.logSoftmax(prediction)), -1)));
}

const [beta1, beta2] = [0.9, 0.999];
// Arrays are used up by what reads them; `.ref` keeps one for the next reader.
const update = jit((parameters, momenta, velocities, correction1, correction2, x, y) => {
  const [value, gradients] = valueAndGrad(lossOf)(tree.ref(parameters), x, y);
  const m = momenta.map((a, k) => np.add(np.multiply(a, beta1), np.multiply(gradients[k].ref, 1 - beta1)));
  const v = velocities.map((a, k) => np.add(np.multiply(a, beta2), np.multiply(np.square(gradients[k]), 1 - beta2)));
  const next = parameters.map((p, k) => {
    const spread = np.add(np.sqrt(np.divide(v[k].ref, correction2.ref)), 1e-7);
    return np.subtract(p, np.multiply(0.001, np.divide(np.divide(m[k].ref, correction1.ref), spread)));
  });
  correction1.dispose();
  correction2.dispose();
  return [value, next, m, v];
});

let parameters = data.parameters.map(arrayOf);
let momenta = parameters.map((p) => np.zerosLike(p.ref));
let velocities = parameters.map((p) => np.zerosLike(p.ref));
const [x, y] = [arrayOf(data.x), arrayOf(data.y)];
let t = 0;

await measure('jax-js wasm', name, start, async () => {
  t++;
  const corrections = [np.array(1 - beta1 ** t), np.array(1 - beta2 ** t)];
  const [value, ...state] = update(parameters, momenta, velocities, ...corrections, x.ref, y.ref);
  [parameters, momenta, velocities] = state;
  const [number] = await value.data();
  await blockUntilReady(parameters.map((p) => p.ref));
  return number;
});
process.exit(0);
