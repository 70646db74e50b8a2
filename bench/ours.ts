// One process that measures a generated module: `node ours.js WORKLOAD MODULE`.
import { pathToFileURL } from 'node:url';
import { measure } from './measure.js';
import { dataOf, workloadOf } from './workloads.js';

interface Net {
  readonly parameters: Readonly<Record<string, { readonly data: Float32Array }>>;
  step(inputs: object): { readonly loss: number };
}

const [name = '', path = ''] = process.argv.slice(2);
const { parameters, x, y } = dataOf(workloadOf(name));
const inputs = { x: x.data, y: y.data };
const start = performance.now();
const { create } = (await import(pathToFileURL(path).href)) as { create: () => Net };
const net = create();
for (const { name: parameter, data } of parameters) net.parameters[parameter]!.data.set(data);
await measure('tapeless js', name, start, () => net.step(inputs).loss);
