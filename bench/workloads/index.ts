import { gpt, gptFlops } from './gpt.js';
import { inference } from './inference.js';
import { lenet } from './lenet.js';
import { lstm } from './lstm.js';
import { perceptron } from './perceptron.js';
import { product, productForms } from './product.js';
import type { Workload } from './workload.js';

export type { Data, Net, Workload } from './workload.js';

const small = perceptron('784-10-10 relu, softmax, batch 32', {
  k: 1,
  batch: 32,
  sizes: [784, 10, 10],
  hidden: 'relu',
  loss: 'crossentropy',
});

const large = perceptron('784-512-512-10 relu, softmax, batch 128', {
  k: 2,
  batch: 128,
  sizes: [784, 512, 512, 10],
  hidden: 'relu',
  loss: 'crossentropy',
});

const tiny = perceptron('2-16-16-1 tanh, MSE, batch 16', {
  k: 7,
  batch: 16,
  sizes: [2, 16, 16, 1],
  hidden: 'tanh',
  loss: 'squares',
});

/** What may be asked for by name, each one workload or several. */
const groups: Readonly<Record<string, readonly Workload[]>> = {
  W1: [small],
  W2: [large],
  W3: [lenet],
  W4: [lstm],
  W5: [gpt],
  W6: [inference('W6a', small, 2 * (784 * 10 + 10 * 10)), inference('W6b', gpt, gptFlops(1))],
  W7: [tiny],
  matmul: [128, 256, 512, 1024].flatMap((n) => productForms.map((form) => product(n, form))),
};

const everything = Object.values(groups).flat();

/** The workloads that names ask for: of a group or of a single one; all where there is no name. */
export function workloadsOf(names: readonly string[]): readonly Workload[] {
  return names.length === 0 ? everything : names.flatMap((name) => groups[name] ?? [workloadOf(name)]);
}

/** One of those, or the longer form of one. */
export function workloadOf(name: string): Workload {
  const all = everything.flatMap((workload) => (workload.longer ? [workload, workload.longer] : [workload]));
  const found = all.find((workload) => workload.name === name);
  if (found) return found;
  const known = [...new Set([...Object.keys(groups), ...everything.map((workload) => workload.name)])];
  throw new Error(`There is no workload ${name}; there are ${known.join(', ')}.`);
}
