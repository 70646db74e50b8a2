// What an app brings that trains W1 with TensorFlow.js; bundled to see its size, never run.
import { setBackend } from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { layers, sequential } from '@tensorflow/tfjs-layers';

export async function train(x, y) {
  setWasmPaths('/wasm/');
  await setBackend('wasm');
  const net = sequential();
  net.add(layers.dense({ units: 10, inputShape: [784], activation: 'relu' }));
  net.add(layers.dense({ units: 10, activation: 'softmax' }));
  net.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  return net.fit(x, y);
}
