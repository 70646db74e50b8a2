import { pathToFileURL } from 'node:url';
import type { Result } from './measure.js';
import { workloadOf, type Workload } from './workloads/index.js';

interface Results {
  readonly loss?: number;
  readonly prediction?: ArrayLike<number>;
}

interface Net extends Readonly<Record<Workload['entry'], (inputs: object) => Results>> {
  readonly parameters: Readonly<Record<string, { readonly data: Float32Array | Int32Array }>>;
}

/** A generated module's instance with the workload's weights. */
export interface OpenNet {
  /** The moment before the import. */
  readonly start: number;
  readonly call: () => Results;
  /** A call whose result is read: what is measured. */
  readonly step: () => Result;
}

export async function openNet(name: string, path: string, options: object = {}): Promise<OpenNet> {
  const { entry, data } = workloadOf(name);
  const { parameters, inputs } = data();
  const fed = Object.fromEntries(Object.entries(inputs).map(([input, values]) => [input, values.data]));
  const start = performance.now();
  const { create } = (await import(pathToFileURL(path).href)) as { create: (options: object) => Net };
  const net = create(options);
  for (const { name: parameter, data: values } of parameters) net.parameters[parameter]!.data.set(values);
  const run = net[entry];
  const call = (): Results => run(fed);
  const step = entry === 'step' ? (): Result => call().loss! : (): Result => call().prediction!;
  return { start, call, step };
}
