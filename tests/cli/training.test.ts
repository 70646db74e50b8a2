import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, node, root, tapelessAll } from './commands.js';

/** A program of the user's: trains for some epochs, from a file if there is one, and prints every loss. */
const script = `
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { create } from './mnist.js';
import { batches } from '${join(root, 'dist/src/data/index.js')}';
import { fit } from '${join(root, 'dist/src/train/index.js')}';

const [file, from, to] = process.argv.slice(2);
let state = 1;
const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
const count = 100;
const image = { shape: [count, 784], data: Float32Array.from({ length: count * 784 }, next) };
const label = { shape: [count, 10], data: new Float32Array(count * 10) };
for (let k = 0; k < count; k++) label.data[k * 10 + Math.floor(next() * 10)] = 1;

const net = create({ seed: 5 });
if (existsSync(file)) net.load(readFileSync(file));
const options = { epochs: Number(to), initialEpoch: Number(from), batchSize: 32, seed: 2, verbose: false };
const history = await fit(net, { image, label }, options);
writeFileSync(file, net.save());
console.log(JSON.stringify([history, net.evaluate(batches({ image, label }))]));
`;

test('two processes train with the same bits, and one that goes on from a file as well', async () => {
  const folder = folderWith({
    'mnist.model.ts': readFileSync(join(root, 'examples/mnist/mnist.model.ts'), 'utf8'),
    'package.json': '{ "type": "module" }',
    'train.js': script,
  });
  const [built] = await tapelessAll([{ args: ['build', 'mnist.model.ts', '--no-check'], folder }]);
  expect(built).toMatchObject({ code: 0, err: '' });
  const train = (...args: string[]): ReturnType<typeof node> => node(['train.js', ...args], { folder });
  const [one, two, half] = await Promise.all([train('a', '0', '4'), train('b', '0', '4'), train('c', '0', '2')]);
  const rest = await train('c', '2', '4');
  for (const outcome of [one, two, half, rest]) expect(outcome).toMatchObject({ code: 0, err: '' });
  const bytes = (name: string): Buffer => readFileSync(join(folder, name));
  expect(two.out).toBe(one.out);
  expect(bytes('b').equals(bytes('a'))).toBe(true);
  expect(bytes('c').equals(bytes('a'))).toBe(true);
  const [history, result] = JSON.parse(one.out) as [{ loss: number[] }, object];
  const [first, second] = [half, rest].map(({ out }) => JSON.parse(out) as [{ loss: number[] }, object]);
  expect([...first![0].loss, ...second![0].loss]).toEqual(history.loss);
  expect(second![1]).toEqual(result);
  expect(history.loss).toHaveLength(4);
});
