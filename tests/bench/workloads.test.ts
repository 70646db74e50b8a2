import { describe, expect, it } from 'vitest';
import { compile, compileUnits } from '../../src/compiler/index.js';
import { workloadOf, workloadsOf, type Data, type Workload } from '../../bench/workloads/index.js';

/** What JAX computes from the same weights: the first losses, in f32. */
const losses: Readonly<Record<string, readonly number[]>> = {
  W1: [2.4187551, 2.3295035, 2.2679977, 2.2205896],
  W3: [2.2991314, 2.2807279, 2.2596574, 2.2408538],
  W4: [2.305223, 2.2812824, 2.2574382, 2.2336407],
  W5: [4.5922651, 4.3029032, 4.062438, 3.8742003],
  W7: [0.5301371, 0.483011, 0.4384738, 0.3965715],
};

interface Instance {
  readonly parameters: Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;
  step(inputs: object): { readonly loss: number };
  run(inputs: object): { readonly prediction: Float32Array };
}

async function opened({ declare, data }: Workload): Promise<{ net: Instance; inputs: object }> {
  const { parameters, inputs } = data();
  const net = (await compile(declare(), { target: 'wasm' })) as unknown as Instance;
  const shapes = (list: readonly { readonly name: string; readonly shape: readonly number[] }[]) =>
    list.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).sort();
  // Each is filled, and none besides.
  expect(shapes(Object.entries(net.parameters).map(([name, { shape }]) => ({ name, shape })))).toEqual(
    shapes(parameters),
  );
  for (const { name, data: values } of parameters) net.parameters[name]!.data.set(values);
  return { net, inputs: Object.fromEntries(Object.entries(inputs).map(([name, values]) => [name, values.data])) };
}

describe('workloads of the bench', () => {
  it.each(Object.keys(losses))('%s trains as in JAX', async (name) => {
    const { net, inputs } = await opened(workloadOf(name));
    for (const expected of losses[name]!) {
      const { loss } = net.step(inputs);
      expect(Math.abs(loss - expected)).toBeLessThan(1e-3 * expected);
    }
  });

  it.each(['AB', 'AtB', 'ABt'])('matmul-128-%s is that product', async (form) => {
    const workload = workloadOf(`matmul-128-${form}`);
    const { net, inputs } = await opened(workload);
    const [a, b] = workload.data().parameters.map(({ data }) => data);
    const at = (x: ArrayLike<number>, row: number, column: number): number => x[128 * row + column]!;
    const { prediction } = net.run(inputs);
    for (const [row, column] of [
      [0, 0],
      [3, 127],
      [127, 64],
    ] as const) {
      let sum = 0;
      for (let k = 0; k < 128; k++)
        sum +=
          (form === 'AtB' ? at(a!, k, row) : at(a!, row, k)) * (form === 'ABt' ? at(b!, column, k) : at(b!, k, column));
      expect(at(prediction, row, column)).toBeCloseTo(sum, 3);
    }
  });

  it('the GPT has the parameters and operations of the peers', () => {
    const { data, flops } = workloadOf('W5');
    const { parameters, inputs } = data();
    expect(parameters.reduce((sum, { data: values }) => sum + values.length, 0)).toBe(110_336);
    expect(flops).toBe(512 * 2 * 3 * (2 * (64 * 192 + 64 * 64 + 2 * 64 * 256 + 2 * 32 * 64) + 64 * 64));
    const { x, y } = inputs;
    // What is to be said at a place is what stands at the next.
    expect(y!.data.slice(0, 31)).toEqual(x!.data.slice(1, 32));
  });

  it('the LeNet and the LSTM have the operations of the peers', () => {
    // Two of the three products of a layer whose input is data; a convolution by its windows.
    const lenet = 2 * 784 * 6 * 25 + 3 * 100 * 16 * 150 + 3 * (400 * 120 + 120 * 84 + 84 * 10);
    expect(workloadOf('W3').flops).toBe(32 * 2 * lenet);
    const lstm = 32 * (2 * 32 * 512 + 3 * 128 * 512) + 3 * 128 * 10;
    expect(workloadOf('W4').flops).toBe(32 * 2 * lstm);
  });

  it('of the LSTM for longer sequences nothing is longer but the data', () => {
    const [short, long] = [workloadOf('W4'), workloadOf('W4-1024')].map(({ data }) => data());
    const shapes = ({ parameters }: Data) => parameters.map(({ name, shape }) => [name, shape]);
    expect(shapes(long!)).toEqual(shapes(short!));
    expect(long!.inputs['x']!.shape).toEqual([32, 1024, 32]);
    const compiled = (name: string) =>
      compileUnits([[name, workloadOf(name).declare()]], { target: 'wasm' })[0]!.report;
    expect(compiled('W4-1024').kernels.length).toBe(compiled('W4').kernels.length);
  });

  it('are asked for by name, alone or as a group', () => {
    const names = (...asked: string[]): string[] => workloadsOf(asked).map(({ name }) => name);
    expect(names('W6')).toEqual(['W6a', 'W6b']);
    expect(names('W7', 'matmul-256-AtB')).toEqual(['W7', 'matmul-256-AtB']);
    expect(names('matmul')).toHaveLength(12);
    expect(names()).toHaveLength(20);
    expect(() => names('W8')).toThrow('There is no workload W8; there are W1, W2, W3, W4, W5, W6, W7, matmul, W6a');
  });
});
