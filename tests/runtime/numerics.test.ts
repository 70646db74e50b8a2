import { describe, expect, test } from 'vitest';
import { range, shapeAt, sourceText, type NdArray } from '../../src/base/index.js';
import { draw, randomGraph, randomNumbers } from '../../src/check/index.js';
import { js } from '../../codegen/js/index.js';
import { compile, targets, type ModelInstance, type ProgramInstance, type Target } from '../../src/compiler/index.js';
import { nameOf, type Tensor } from '../../src/graph/index.js';
import * as t from '../../src/index.js';
import { evaluated, handMade, refusal, type HandMade } from '../module/handMade.js';
import { emittedJs } from '../support/runJs.js';
import { scheduled, throughPasses } from '../support/scheduled.js';

/** y = 1 / x, with a check as the JavaScript back end prints it; w counts before that. */
const reciprocal = (name: 'step' | 'run'): HandMade => ({
  variables: [{ name: 'w', role: 'state', shape: [2] }],
  buffers: [{ name: 'y', shape: ['N'] }],
  entries: [
    {
      name,
      feeds: [{ name: 'x', shape: ['N'] }],
      results: [{ path: ['y'], of: ['y'] }],
      body: (v) => [
        `${v('w')}[0] += 1;`,
        `for (let k = 0; k < N; k++) ${v('y')}[k] = 1 / ${v('x')}[k];`,
        `check(${v('y')}, N, 'y', 'made at hand.model.ts:4:18', [1]);`,
        `${v('w')}[1] += 1;`,
      ],
    },
  ],
});

test.each(['step', 'run'] as const)(
  'a %s that meets an infinity stops, names it, and leaves the state as it was',
  (name) => {
    const net = evaluated([handMade(reciprocal(name))], { checkNumerics: true }).create();
    net[name]({ x: new Float32Array([1, 2]) });
    expect(refusal(() => net[name]({ x: new Float32Array([1, 0]) }))).toEqual({
      name: 'TapelessError',
      code: 'not-finite',
      says: 'y[1], made at hand.model.ts:4:18, is Infinity. The state is as it was before.',
    });
    expect([...net.parameters['w'].data]).toEqual([1, 1]);
    expect(net[name]({ x: new Float32Array([4]) })).toEqual({ y: new Float32Array([0.25]) });
    expect([...net.parameters['w'].data]).toEqual([2, 2]);
  },
);

/** Refused by a build that checks numbers: what is said, with the line of this file as its text. */
function said(run: () => unknown): string {
  const { code, says } = refusal(run);
  expect(code).toBe('not-finite');
  return says.replace(/numerics\.test\.ts:\d+:\d+/, 'HERE').replace(' The state is as it was before.', '');
}

/** The place that an error names. */
const placeOf = (run: () => unknown): string => /numerics\.test\.ts:\d+:\d+/.exec(refusal(run).says)![0];

const places: Record<string, string> = {};
/** Remembers where a tensor was made. */
function remembered(name: string, x: t.Tensor): t.Tensor {
  places[name] = sourceText((x as unknown as Tensor).node.source);
  return x;
}

type Entry = (x: { x: t.Tensor }) => Record<string, t.Tensor>;

/** Programs over x [3] that check their numbers, each as a function of three. */
const checkedOn =
  (target: Target) =>
  (outputs: Entry): ((...x: number[]) => unknown) => {
    const program = t.program({ inputs: { x: t.f32(3) }, outputs: outputs as never });
    const instance = compile(program, { checkNumerics: true, target }) as ProgramInstance;
    return (...x) => instance.run({ x: Float32Array.from(x) });
  };

describe.each(targets)('the first tensor that is no number, on %s', (target) => {
  const checked = checkedOn(target);
  const net = t.sequential(t.dense(4), t.dense(2, { kernelInitializer: t.zeros, biasInitializer: t.zeros } as object));
  const declared = t.model({
    inputs: { x: t.f32('N', 3), y: t.f32('N', 2) },
    outputs: ({ x }) => {
      const hidden = t.add(net(x), t.slice(x, [0, 0], [null, 2] as never));
      const bad = remembered('log', t.log(hidden as t.Tensor));
      return { p: t.mul(bad, 2) };
    },
    loss: ({ p, y }) => t.mean(t.square(t.sub(p as t.Tensor, y as t.Tensor))),
    optimizer: t.adam({ learningRate: 0.01 }),
  });
  const y = new Float32Array(4);
  const x = (second: number): Float32Array => Float32Array.of(1, 1, 1, 1, second, 1);

  test.each(['step', 'evaluate', 'predict'] as const)('of %s is the one that was computed from numbers', (entry) => {
    const trained = compile(declared as t.Model, { checkNumerics: true, target }) as ModelInstance;
    const run = (second: number): unknown =>
      trained[entry]({ x: x(second), ...(entry === 'predict' ? {} : { y }) } as never);
    expect(said(() => run(0))).toBe('log[1, 1], made at HERE, is -Infinity.');
    expect(said(() => run(-1))).toBe('log[1, 1], made at HERE, is NaN.');
    expect(placeOf(() => run(-1))).toBe(places['log']);
    run(2);
  });

  test('may be a derivative', () => {
    const run = checked(({ x }) => ({ dx: t.grad((v) => t.sum(t.sqrt(v as never)) as never)(x as never) as t.Tensor }));
    expect(said(() => run(4, 1, 0))).toMatch(/^div\[2\], made (at|for sqrt at) HERE, is Infinity\.$/);
  });

  test('is what the user wrote, even where a pass has made something else of it', () => {
    const run = checked(({ x }) => ({ y: remembered('of 1 + x', t.log(t.add(1, x))) }));
    expect(said(() => run(1, -2, 1))).toBe('log1p[1], made for log at HERE, is NaN.');
    expect(placeOf(() => run(1, -2, 1))).toBe(places['of 1 + x']);
  });

  test('a single number has no position', () => {
    const run = checked(({ x }) => ({ y: t.log(t.sum(x)) }));
    expect(said(() => run(0, 0, 0))).toBe('log, made at HERE, is -Infinity.');
  });
});

describe.each(targets)('what a mask throws away is no fault, on %s', (target) => {
  const checked = checkedOn(target);
  const positive = (x: t.Tensor): t.Tensor => t.greater(x, 0);
  const bad: Record<string, Entry> = {
    'log of what is not positive': ({ x }) => ({ y: t.where(positive(x), t.log(x), 0) }),
    'the same with more in the branch': ({ x }) => ({ y: t.where(positive(x), t.add(t.mul(t.log(x), 2), 1), 0) }),
    'in the other branch': ({ x }) => ({ y: t.where(t.lessEqual(x, 0), x, t.log(x)) }),
    'with its gradient': ({ x }) => ({
      dx: t.grad((v) => t.sum(t.where(positive(v as never), t.log(v as never), 0)) as never)(x as never) as t.Tensor,
    }),
    'the gradient of a norm at 0': ({ x }) => ({
      dx: t.grad((v) => t.norm(t.mul(v as unknown as t.Tensor, 0)) as never)(x as never) as t.Tensor,
    }),
    moved: ({ x }) => ({ y: t.where(positive(t.flip(x)), t.flip(t.log(x)), 0) }),
  };
  test.each(Object.entries(bad))('%s', (_, outputs) => {
    expect(() => checked(outputs)(1, 0, -1)).not.toThrow();
  });

  test('what it lets pass is one', () => {
    const run = checked(({ x }) => ({ y: t.where(t.less(x, 5), t.add(t.mul(t.log(x), 2), 1), 0) }));
    expect(said(() => run(9, 1, 0))).toBe('log[2], made at HERE, is -Infinity.');
    run(9, 1, 6);
    expect(() => checked(({ x }) => ({ y: t.where(t.less(x, 5), t.exp(t.mul(x, 99)), 0) }))(9, 0, 0.5)).not.toThrow();
  });

  test('what is also read without one is one', () => {
    const run = checked(({ x }) => {
      const y = t.log(x);
      return { masked: t.where(positive(x), y, 0), sum: t.sum(y) };
    });
    expect(said(() => run(1, 0, 1))).toBe('log[1], made at HERE, is -Infinity.');
  });

  test('pieces that are put together are seen whole', () => {
    const run = checked(({ x }) => ({ y: t.concat([t.log(x), x], { axis: 0 }), z: t.pad(t.sqrt(x), [[1, 1]]) }));
    expect(said(() => run(1, 0, 1))).toBe('log[1], made at HERE, is -Infinity.');
    const padded = checked(({ x }) => ({ z: t.pad(t.sqrt(x), [[1, 1]]) }));
    expect(said(() => padded(1, 0, -1))).toBe('sqrt[2], made at HERE, is NaN.');
  });

  test('derivatives of running combinations, which begin with nothing', () => {
    const loss = (x: t.Tensor): t.Tensor => t.sum(t.mul(t.cummax(x), t.cumlogsumexp(x, { reverse: true })));
    const run = checked(({ x }) => ({ dx: t.grad(loss)(x) }));
    expect(() => run(-1000, 1000, 3)).not.toThrow();
    const wrong = checked(({ x }) => ({ y: t.cumsum(t.log(x)) }));
    expect(said(() => wrong(1, -1, 2))).toBe('log[1], made at HERE, is NaN.');
  });
});

test.each(targets)('the state is as it was before a step that stops, on %s', (target) => {
  const layer = t.dense(2);
  const declared = t.model({
    inputs: { x: t.f32('N', 3), y: t.f32('N', 2) },
    outputs: ({ x }) => ({ p: layer(x) }),
    loss: ({ p, y }) => t.mean(t.log(t.sub(y, p))),
    optimizer: t.adam(),
  });
  const [net, plain] = [true, false].map(
    (checkNumerics) => compile(declared, { checkNumerics, target, seed: 4 }) as ModelInstance,
  ) as [ModelInstance, ModelInstance];
  const x = new Float32Array(60).fill(1);
  const y = (last: number): Float32Array => new Float32Array(40).fill(9).fill(last, 39);
  for (const one of [net, plain]) one.step({ x, y: y(9) });
  const before = net.save();
  expect(said(() => net.step({ x, y: y(-9) }))).toBe('log[19, 1], made at HERE, is NaN.');
  expect(net.save()).toEqual(before);
  for (const one of [net, plain]) one.step({ x, y: y(8) });
  // Other kernels, for every tensor between them is stored.
  for (const [name, { data }] of Object.entries(plain.parameters))
    data.forEach((value, k) => expect(Math.abs(net.parameters[name]!.data[k]! - value)).toBeLessThan(1e-6));
});

test('looking on changes no bit of what is computed', () => {
  let looks = 0;
  const look = (values: unknown, length: unknown): void => {
    // Watched arrays refuse what is not there.
    for (let k = 0; k < (length as number); k++) expect((values as Float32Array)[k]).toBeTypeOf('number');
    looks++;
  };
  const called = (tensor: Tensor) => ({ name: nameOf(tensor), made: 'made here' });
  for (const seed of range(150).map((k) => 50_000 + k)) {
    const { inputs, outputs } = randomGraph(seed, 8 + (seed % 18));
    const whole = throughPasses({ xs: inputs, ys: outputs });
    const random = randomNumbers(seed);
    const fed = new Map(whole.xs.map((x): [Tensor, NdArray] => [x, draw(shapeAt(x.shape, 3), random)]));
    const plain = emittedJs(scheduled(whole, js.profile))(fed, 3);
    expect(emittedJs(scheduled(whole, js.profile, called), look)(fed, 3), `seed ${seed}`).toEqual(plain);
  }
  expect(looks).toBeGreaterThan(1000);
});
