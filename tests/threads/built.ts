// Modules with threads, as files: a worker loads the module that it belongs to.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import {
  build,
  type BuildOptions,
  type Inputs,
  type ModelInstance,
  type ProgramInstance,
} from '../../src/compiler/index.js';
import {
  abs,
  adam,
  add,
  categoricalCrossentropy,
  cond,
  dense,
  div,
  dropout,
  f32,
  gather,
  i32,
  iota,
  layer,
  less,
  matmul,
  max,
  model,
  mul,
  parameter,
  program,
  reshape,
  scan,
  sequential,
  sin,
  softmax,
  stack,
  standardize,
  sum,
  tanh,
  transpose,
  whileLoop,
  type Model,
  type Program,
  type Tensor,
} from '../../src/index.js';

const classes = 10;

/** Large enough that threads share kernels at the batch sizes of the tests. */
const classify = sequential(
  dense(256, { activation: 'relu' }),
  dropout(0.1),
  dense(192, { activation: 'tanh' }),
  dense(classes, { activation: 'softmax' }),
);

export const net = model({
  inputs: { x: f32('N', 160), y: f32('N', classes) },
  outputs: ({ x }) => ({ p: classify(x) }),
  loss: ({ y, p }) => categoricalCrossentropy(y, p),
  optimizer: adam(),
});

const [context, width, letters] = [24, 32, 40];

/** One block of attention over embedded letters: gather, norm, softmax, products of three axes, scatter in its gradient. */
const attend = layer({ kind: 'attend' }, (ids: Tensor) => {
  const table = parameter([letters, width], { name: 'table' });
  const x = gather(table, ids);
  const project = (name: string) => matmul(standardize(x), parameter([width, width], { name }));
  const scores = mul(matmul(project('query'), transpose(project('key'), [0, 2, 1])), width ** -0.5);
  return add(x, matmul(softmax(scores), project('value')));
});
const read = dense(classes, { activation: 'softmax' });

export const attention = model({
  inputs: { x: i32('N', context), y: f32('N', classes) },
  outputs: ({ x }) => ({ p: read(reshape(attend(x), ['N', context * width])) }),
  loss: ({ y, p }) => categoricalCrossentropy(y, p),
  optimizer: adam(),
});

const units = 96;

/** A recurrent layer with a choice in each step, and an output that is halved as often as it needs: loops, branches, whiles. */
const recur = layer({ kind: 'recur' }, (x: Tensor) => {
  const kernel = parameter([units, units], { name: 'kernel' });
  const start = matmul(x, parameter([40, units], { name: 'first' }));
  const steps = stack([start, mul(start, 0.5), tanh(start), mul(start, -2)], { axis: 0 });
  const [last] = scan(
    (h: Tensor, row: Tensor) => {
      const next = tanh(add(matmul(h, kernel), row));
      const chosen = cond(
        less(sum(row), 0),
        (y: Tensor) => y,
        (y: Tensor) => tanh(matmul(y, kernel)),
        next,
      );
      return [chosen, null];
    },
    start,
    steps,
  );
  return last;
});
const name = dense(classes, { activation: 'softmax' });

export const recurrent = model({
  inputs: { x: f32('N', 40), y: f32('N', classes) },
  outputs: ({ x }) => {
    const h = recur(x);
    const kernel = div(sin(iota([units, units], { axis: 1, dtype: 'f32' })), units);
    const settled = whileLoop(
      (z: Tensor) => less(0.01, max(abs(z))),
      (z: Tensor) => mul(matmul(z, kernel), 0.5),
      h,
    );
    return { p: name(h), settled };
  },
  loss: ({ y, p }) => categoricalCrossentropy(y, p),
  optimizer: adam(),
});

export const product = program({
  inputs: { a: f32('N', 200), b: f32(200, 300) },
  outputs: ({ a, b }) => ({ c: matmul(a, b) }),
});

/** Products of 30,000 operations a sample: one sample is not worth sharing, two are. */
export const chain = program({
  inputs: { a: f32('N', 100), b: f32(100, 150) },
  outputs: ({ a, b }) => ({ c: matmul(tanh(matmul(tanh(matmul(a, b)), transpose(b))), b) }),
});

const targets = (n: number): Float32Array =>
  Float32Array.from({ length: classes * n }, (_, k) => (k % classes === ((k / classes) | 0) % classes ? 1 : 0));

export const batches: Readonly<Record<'net' | 'attention' | 'recurrent', (n: number) => Inputs>> = {
  net: (n) => ({ x: Float32Array.from({ length: 160 * n }, (_, k) => Math.sin(k * 1.7)), y: targets(n) }),
  recurrent: (n) => ({ x: Float32Array.from({ length: 40 * n }, (_, k) => Math.sin(k * 1.3)), y: targets(n) }),
  attention: (n) => ({ x: Int32Array.from({ length: context * n }, (_, k) => (k * k) % letters), y: targets(n) }),
};

export interface ThreadOptions {
  readonly seed?: number;
  readonly threads?: unknown;
  readonly keepLast?: boolean;
  readonly createWorker?: unknown;
}

export interface Built {
  readonly folder: string;
  readonly url: string;
  readonly create: (
    options?: ThreadOptions,
  ) => ModelInstance & ProgramInstance & { dispose(): void; [Symbol.dispose](): void };
}

/** The module in a folder of its own, imported as Node does it. */
export async function built(declared: Model | Program, options: BuildOptions = {}): Promise<Built> {
  const folder = join(mkdtempSync(join(tmpdir(), 'tapeless-threads-')), 'dist');
  mkdirSync(folder);
  const { files, programs } = await build(declared, { target: 'wasm', name: 'net', ...options });
  for (const [name, content] of Object.entries({ ...files, ...programs, 'package.json': '{"type":"module"}' }))
    writeFileSync(join(folder, name), content);
  const { href } = pathToFileURL(join(folder, 'net.js'));
  const { create } = (await import(href)) as Pick<Built, 'create'>;
  return { folder, url: href, create };
}

/** What makes workers and keeps them, and knows the words in which an instance's threads agree. */
export function watched(url: string) {
  const workers: Worker[] = [];
  let words = new Int32Array(16);
  const createWorker = (options: object): Worker => {
    const worker = new Worker(new URL(url), options);
    const post = worker.postMessage.bind(worker);
    worker.postMessage = (message: [WebAssembly.Module, WebAssembly.Memory]) => {
      words = new Int32Array(message[1].buffer, 0, 16);
      post(message);
    };
    workers.push(worker);
    return worker;
  };
  return {
    workers,
    createWorker,
    /** How many calls were shared, and by how many threads the last one. */
    calls: (): readonly [number, number] => [words[0]! >>> 8, words[0]! & 255],
    /** Resolves as soon as all workers take part. */
    ready: async (): Promise<void> => {
      while (Atomics.load(words, 2) < workers.length) await new Promise((resolve) => void setTimeout(resolve, 5));
    },
  };
}
