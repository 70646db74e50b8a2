import { beforeAll, describe, expect, test } from 'vitest';
import { workloadOf } from '../../bench/workloads/index.js';
import { compile } from '../../src/compiler/index.js';
import { fnv1a32 } from './checkSum.js';
import { expectClose, golden } from './golden.js';

interface Run {
  readonly name: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly float32: readonly number[];
  readonly float64: readonly number[];
  readonly final: readonly {
    readonly name: string;
    readonly maxAbs: number;
    readonly stride: number;
    readonly values: readonly number[];
    readonly noise: number;
  }[];
}

interface Instance {
  readonly parameters: Record<string, { readonly data: Float32Array }>;
  step(inputs: object): { readonly loss: number };
}

const { runs } = golden<{ readonly runs: readonly Run[] }>('runs');
const each = runs.flatMap((run) => (['js', 'wasm'] as const).map((target) => ({ ...run, target })));

describe.each(each)('20 steps of $name on $target', ({ name, target, inputs, float32, float64, final }) => {
  const losses: number[] = [];
  let net: Instance;

  beforeAll(async () => {
    const { declare, data } = workloadOf(name);
    const { parameters, inputs: fed } = data();
    const sums = [...parameters, ...Object.values(fed)].map((given) => [given.name, fnv1a32(given.data)]);
    expect(Object.fromEntries(sums)).toEqual(inputs);
    net = (await compile(declare(), { target })) as unknown as Instance;
    for (const { name: own, data: values } of parameters) net.parameters[own]!.data.set(values);
    const arrays = Object.fromEntries(Object.entries(fed).map(([input, { data: values }]) => [input, values]));
    for (let step = 0; step < float64.length; step++) losses.push(net.step(arrays).loss);
  }, 120_000);

  test('lose what PyTorch loses', () => {
    expectClose(losses, float64, { rtol: 1e-4 });
    expectClose(losses, float32, { rtol: 1e-4 });
  });

  test.each(final)('end with its $name', ({ name: own, maxAbs, stride, values, noise }) => {
    const found = [...net.parameters[own]!.data].filter((_, k) => k % stride === 0);
    expectClose(found, values, { rtol: 0, atol: Math.max(1e-4, 10 * noise) * maxAbs });
  });
});
