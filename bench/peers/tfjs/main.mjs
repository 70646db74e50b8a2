// One process that measures TensorFlow.js: `node main.mjs WORKLOAD wasm|cpu`; optimizer.minimize over its own ops.
import { fileURLToPath } from 'node:url';
import { measure } from '../../../dist/bench/measure.js';
import { workloadOf } from '../../../dist/bench/workloads/index.js';

const [name, backend] = process.argv.slice(2);
const { entry, net, data } = workloadOf(name);
const numbers = data();

const start = performance.now();
const tf = await import('@tensorflow/tfjs');
if (backend === 'wasm') {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  const folder = new URL('../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url);
  wasm.setWasmPaths(fileURLToPath(folder));
  wasm.setThreadsCount(1);
}
await tf.setBackend(backend);
await tf.ready();
const { netOf } = await import('./nets.mjs');

const tensorOf = ({ data: values, shape }) => tf.tensor(values, shape);
const inputs = Object.fromEntries(Object.entries(numbers.inputs).map(([input, values]) => [input, tensorOf(values)]));
const parameters = numbers.parameters.map((values) => tf.variable(tensorOf(values)));
const predict = () => netOf(net)(parameters, inputs.x);

/** The values of a tensor that is not needed again. */
async function read(tensor) {
  const values = await tensor.data();
  tensor.dispose();
  return values;
}

function training() {
  const adam = tf.train.adam(0.001, 0.9, 0.999, 1e-7);
  const classes = net.classes ? tf.oneHot(tf.reshape(inputs.y, [-1]), net.classes) : inputs.y;
  const lossOf = () =>
    net.loss === 'squares'
      ? tf.losses.meanSquaredError(inputs.y, predict())
      : tf.losses.softmaxCrossEntropy(classes, tf.reshape(predict(), classes.shape));
  return async () => (await read(adam.minimize(lossOf, true, parameters)))[0];
}

const steps = {
  step: training,
  predict: () => () => read(tf.tidy(() => tf.softmax(predict()))),
  run: () => () => read(tf.matMul(...parameters, net.transposed === 'a', net.transposed === 'b')),
};
await measure(start, steps[entry]());
process.exit(0);
