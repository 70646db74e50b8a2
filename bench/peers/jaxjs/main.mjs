// One process that measures jax-js on its wasm device: `node main.mjs WORKLOAD`; one jitted step of valueAndGrad and Adam.
import { measure } from '../../../dist/bench/measure.js';
import { workloadOf } from '../../../dist/bench/workloads/index.js';
import './engine.mjs';

const { entry, net, data } = workloadOf(process.argv[2]);
const numbers = data();

const start = performance.now();
const { init, defaultDevice, numpy: np, nn, jit, tree, blockUntilReady } = await import('@jax-js/jax');
await init();
defaultDevice('wasm');
const { layoutOf, netOf } = await import('./nets.mjs');
const { adamStep } = await import('./adamStep.mjs');

const arrayOf = ({ data: values, shape }) =>
  np.array(values, values instanceof Int32Array ? { dtype: np.int32 } : {}).reshape([...shape]);
const layout = layoutOf(net);
const parameters = layout.parameters(numbers.parameters.map(arrayOf));
const given = Object.fromEntries(Object.entries(numbers.inputs).map(([name, values]) => [name, arrayOf(values)]));
const [x, y] = [given.x && layout.images(given.x), given.y];
const predict = netOf(net);

function training() {
  const classes = net.classes ? nn.oneHot(y, net.classes) : y;
  const lossOf = (given, fed, expected) => {
    const prediction = predict(given, fed);
    if (net.loss === 'squares') return np.mean(np.square(np.subtract(prediction, expected)));
    return np.negative(np.mean(np.sum(np.multiply(expected, nn.logSoftmax(prediction)), -1)));
  };
  const step = adamStep(lossOf, parameters);
  return async () => {
    const { loss, changed } = step(x, classes);
    const [value] = await loss.data();
    await blockUntilReady(changed.map((p) => p.ref));
    return value;
  };
}

function inference() {
  const run = jit((given, fed) => nn.softmax(predict(given, fed)));
  return () => run(tree.ref(parameters), x.ref).data();
}

function product() {
  const [a, b] = parameters;
  const turned = (array, name) => (net.transposed === name ? np.transpose(array) : array);
  const run = jit((left, right) => np.matmul(turned(left, 'a'), turned(right, 'b')));
  return () => run(a.ref, b.ref).data();
}

await measure(start, { step: training, predict: inference, run: product }[entry]());
process.exit(0);
