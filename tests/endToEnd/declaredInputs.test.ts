// An input that a program declares is taken, checked and gives N, also where nothing is left of it in the graph.
import { describe, expect, test } from 'vitest';
import { build, compile, type Inputs, type ModelInstance, type ProgramInstance } from '../../src/compiler/index.js';
import {
  add,
  f32,
  grad,
  hessian,
  mean,
  model,
  mul,
  ones,
  parameter,
  program,
  sgd,
  sub,
  sum,
  uniform,
  vmap,
  zerosLike,
  type Tensor,
} from '../../src/index.js';

const runs = (outputs: (x: Tensor<['N', 3]>) => Tensor): ProgramInstance =>
  compile(program({ inputs: { x: f32('N', 3) }, outputs: ({ x }) => ({ y: outputs(x as never) }) }));

const cases: readonly (readonly [string, (x: Tensor<['N', 3]>) => Tensor, readonly number[] | null])[] = [
  ['zeros like it', (x) => zerosLike(x), Array<number>(6).fill(0)],
  ['random numbers of its shape', (x) => uniform(x.shape), null],
  ['ones for each of its rows', (x) => vmap((_: Tensor) => ones([3]))(x), Array<number>(6).fill(1)],
  ['what cancels', (x) => sub(x, x), Array<number>(6).fill(0)],
  [
    'zeros for a gradient',
    (x) => grad((_: Tensor) => sum(ones([2])), { allowUnused: true })(x),
    Array<number>(6).fill(0),
  ],
];

describe('a program', () => {
  test.each(cases)('of %s', (_, outputs, expected) => {
    const made = runs(outputs);
    const { y } = made.run({ x: new Float32Array(6) }) as { y: Float32Array };
    expect(y).toHaveLength(6);
    if (expected) expect([...y]).toEqual(expected);
    expect((made.run({ x: new Float32Array(0) }) as { y: Float32Array }).y).toHaveLength(0);
    expect(() => made.run({ x: new Float32Array(4) })).toThrow('x: found 4 values, expected a multiple of 3');
    expect(() => made.run({ x: new Float64Array(3) as never })).toThrow('x: expected Float32Array of shape [N, 3]');
    expect(() => made.run({})).toThrow('x is missing');
  });

  test('whose second derivative is a constant', async () => {
    const declared = program({
      inputs: { x: f32(2) },
      outputs: ({ x }) => ({ h: hessian((z: Tensor) => sum(mul(z, z)))(x) }),
    });
    const made = compile(declared);
    expect([...(made.run({ x: new Float32Array(2) })['h'] as Float32Array)]).toEqual([2, 0, 0, 2]);
    expect(() => made.run({ x: new Float32Array(3) })).toThrow('x: found 3 values, expected 2');
    const { files } = await build(declared, { name: 'h' });
    expect(files['h.d.ts']).toContain('readonly x: Float32Array');
  });
});

describe('a model', () => {
  const net = compile(
    model({
      inputs: { x: f32('N', 3), weight: f32('N'), label: f32('N', 3) },
      outputs: ({ x }) => ({ zero: zerosLike(x) }),
      loss: ({ x, weight }) =>
        mean(mul(parameter([1], { name: 'p', initializer: 1 }), add(x, mean(sub(weight, weight))))),
      optimizer: sgd(),
    }),
  ) as ModelInstance;
  const x = new Float32Array(6).fill(1);
  const [weight, label] = [new Float32Array(2), new Float32Array(6)];

  test('takes and checks every input in training and evaluation', () => {
    expect(net.evaluate({ x, weight, label })).toEqual({ loss: 1 });
    for (const call of [(inputs: Inputs) => net.step(inputs), (inputs: Inputs) => net.evaluate(inputs)]) {
      expect(() => call({ x, weight, label: new Float32Array(3) })).toThrow('label holds 1, weight holds 2');
      expect(() => call({ x, weight: new Float32Array(3), label })).toThrow('weight holds 3, x holds 2');
      expect(() => call({ x, label })).toThrow('weight is missing');
    }
    expect(net.step({ x, weight, label })['loss']).toBe(1);
  });

  test('predicts from what its outputs ask for', () => {
    expect(net.predict({ x })).toEqual({ zero: new Float32Array(6) });
    expect(() => net.predict({})).toThrow('x is missing; expected Float32Array of shape [N, 3]');
  });

  test('whose outputs list all inputs predicts from what they use', () => {
    const listing = compile(
      model({
        inputs: { x: f32('N'), label: f32('N') },
        outputs: (inputs) => ({ double: add({ ...inputs }.x, { ...inputs }.x) }),
        loss: ({ double, label }) => mean(mul(parameter([1], { name: 'p', initializer: 1 }), sub(double, label))),
        optimizer: sgd(),
      }),
    ) as ModelInstance;
    expect(listing.predict({ x: new Float32Array([1, 2]) })).toEqual({ double: new Float32Array([2, 4]) });
  });
});
