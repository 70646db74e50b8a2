// One process that measures TensorFlow.js: `node tfjs.mjs WORKLOAD wasm|cpu`; optimizer.minimize over its own ops.
import { fileURLToPath } from 'node:url';
import { measure } from '../../dist/bench/measure.js';
import { dataOf, workloadOf } from '../../dist/bench/workloads.js';

const [name, backend] = process.argv.slice(2);
const start = performance.now();
const tf = await import('@tensorflow/tfjs');
if (backend === 'wasm') {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(fileURLToPath(new URL('../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url)));
  wasm.setThreadsCount(1);
}
await tf.setBackend(backend);
await tf.ready();

const { hidden, loss } = workloadOf(name);
const data = dataOf(workloadOf(name));
const parameters = data.parameters.map((p) => tf.variable(tf.tensor(p.data, p.shape)));
const x = tf.tensor(data.x.data, data.x.shape);
const y = tf.tensor(data.y.data, data.y.shape);
const predict = () =>
  parameters.reduce((h, p, k) => {
    if (k % 2 === 1) return h;
    const z = tf.add(tf.matMul(h, p), parameters[k + 1]);
    return k + 2 < parameters.length ? tf[hidden](z) : z;
  }, x);
const lossOf = () =>
  loss === 'crossentropy' ? tf.losses.softmaxCrossEntropy(y, predict()) : tf.losses.meanSquaredError(y, predict());
const adam = tf.train.adam(0.001, 0.9, 0.999, 1e-7);

await measure(`tfjs ${backend}`, name, start, async () => {
  const value = adam.minimize(lossOf, true, parameters);
  const [number] = await value.data();
  value.dispose();
  return number;
});
