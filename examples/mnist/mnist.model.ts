// examples/mnist/mnist.model.ts: the program of Keras' first tutorial
import { adam, categoricalAccuracy, categoricalCrossentropy, dense, f32, model, sequential } from 'tapeless';

const classify = sequential(dense(10, { activation: 'relu' }), dense(10, { activation: 'softmax' }));

export default model({
  inputs: { image: f32('N', 784), label: f32('N', 10) },
  outputs: ({ image }) => ({ probabilities: classify(image) }),
  loss: ({ probabilities, label }) => categoricalCrossentropy(label, probabilities),
  metrics: ({ probabilities, label }) => ({ accuracy: categoricalAccuracy(label, probabilities) }),
  optimizer: adam({ learningRate: 0.001 }),
});
