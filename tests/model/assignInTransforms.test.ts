import { describe, expect, test } from 'vitest';
import {
  checkpoint,
  customVjp,
  grad,
  hessian,
  jacobian,
  jvp,
  valueAndGrad,
  vjp,
  vmap,
} from '../../src/autodiff/index.js';
import { sourceText, type TapelessError } from '../../src/base/index.js';
import type { Tensor } from '../../src/graph/index.js';
import { assign, f32, i32, isTraining, layer, model, program, state, traceUnit } from '../../src/model/index.js';
import { parameter } from '../../src/nn/index.js';
import { add, cast, mean, mul, square, sub, sum } from '../../src/ops/index.js';
import { sgd } from '../../src/optim/index.js';
import { instance, type Instance } from './simulate.js';
import { errorOf } from '../support/errorOf.js';

/** x times a factor; the state `seen` becomes the sum of what passes, and `calls` counts. */
const watched = layer({ kind: 'watched' }, (x: Tensor) => {
  assign(state([], { name: 'seen', initial: 0 }), sum(x));
  const calls = state([], { name: 'calls', initial: 0, dtype: 'i32' });
  assign(calls, add(calls, 1));
  return mul(square(x), 3);
});

const scalar = (f: (at: Tensor) => Tensor): ((at: Tensor) => Tensor) => f;
const total = scalar((at) => sum(watched(at)));

const ruled = customVjp((x: Tensor) => watched(x), {
  forward: (x: Tensor) => [watched(x), x] as const,
  backward: (x: Tensor, dy: Tensor) => [mul(dy, mul(6, x))],
});

/** What a run of `f` leaves behind: its result, `seen` and `calls`. */
function after(f: (x: Tensor) => Tensor, x: readonly number[]): readonly unknown[] {
  const declared = program({ inputs: { x: f32(x.length) }, outputs: ({ x: at }) => ({ y: f(at) }) });
  const run = instance(traceUnit(declared, 'default'));
  const { y } = run.call('run', { x });
  return [y, ...['seen', 'calls'].map((name) => run.state.get(`watched/${name}`)!.data[0])];
}

describe('what a function assigns inside a transform is what it is worth at the point', () => {
  test.each<readonly [string, (x: Tensor) => Tensor, unknown, number]>([
    ['grad', (x) => grad(total)(x), [6, 12], 1],
    ['valueAndGrad', (x) => valueAndGrad(total)(x)[1], [6, 12], 1],
    ['vjp', (x) => vjp(watched, x)[1](x)[0], [6, 24], 1],
    ['jvp', (x) => jvp(watched, [x], [x])[1], [6, 24], 1],
    ['jacobian', (x) => sum(jacobian(watched)(x), { axis: 0 }), [6, 12], 1],
    ['hessian', (x) => sum(hessian(total)(x), { axis: 0 }), [6, 6], 1],
    ['grad of grad', (x) => grad((at: Tensor) => sum(square(grad(total)(at))))(x), [72, 144], 1],
    ['checkpoint', (x) => checkpoint((at: Tensor) => watched(at))(x), [3, 12], 1],
    ['grad of a checkpoint', (x) => grad((at: Tensor) => sum(checkpoint(watched)(at)))(x), [6, 12], 1],
    ['customVjp', (x) => grad((at: Tensor) => sum(ruled(at)))(x), [6, 12], 1],
    ['one after the other', (x) => add(grad(total)(x), checkpoint(watched)(x)), [9, 24], 2],
  ])('%s', (_, f, y, calls) => expect(after(f, [1, 2])).toEqual([y, 3, calls]));
});

test('inside vmap, what all elements share may be assigned', () => {
  const f = (x: Tensor): Tensor =>
    vmap((at: Tensor) => {
      const calls = state([], { name: 'calls', initial: 5 });
      assign(calls, add(calls, 1));
      return mul(at, calls);
    })(x);
  const run = instance(traceUnit(program({ inputs: { x: f32(2) }, outputs: ({ x }) => ({ y: f(x) }) }), 'default'));
  expect(run.call('run', { x: [1, 2] })).toEqual({ y: [5, 10] });
  expect(run.call('run', { x: [1, 2] })).toEqual({ y: [6, 12] });
});

const refused = (f: (x: Tensor) => Tensor): TapelessError =>
  errorOf(() => traceUnit(program({ inputs: { x: f32(2) }, outputs: ({ x }) => ({ y: f(x) }) }), 'default'));

test('what differs from element to element is refused with its line', () => {
  const { code, message, places } = refused((x) => vmap(watched)(x));
  expect(code).toBe('bad-assign');
  expect(message).toBe(
    'assign(watched/seen): inside vmap each element of the batch gives it a value of its own, and a variable has one; assign what all elements share, or assign outside of vmap.',
  );
  expect(sourceText(places[0]!.source)).toMatch(/^assignInTransforms\.test\.ts:/);
});

test('backward assigns nothing', () => {
  const odd = customVjp((x: Tensor) => x, {
    forward: (x: Tensor) => [x, null],
    backward: (_: null, dy: Tensor) => [(assign(state([2], { name: 'slope', initial: 0 }), dy), dy)],
  });
  expect(refused((x) => odd(x)).message).toBe('assign(slope): backward runs once for each derivative; assign in f.');
});

test('a state that is an argument may be assigned, and one may take the value of another', () => {
  const declared = program({
    inputs: { x: f32() },
    outputs: ({ x }) => {
      const a = state([], { name: 'a', initial: 1 });
      const b = state([], { name: 'b', initial: 2 });
      const y = checkpoint((at: Tensor, held: Tensor) => {
        assign(held, b);
        return mul(at, held);
      })(x, a);
      assign(b, add(a, 10));
      return { y };
    },
  });
  const run = instance(traceUnit(declared, 'default'));
  expect(run.call('run', { x: 3 })).toEqual({ y: 3 });
  expect([run.state.get('a')!.data[0], run.state.get('b')!.data[0]]).toEqual([2, 11]);
});

/** As batch normalisation: by the batch in training, by the moving mean else. */
const normalised = layer({ kind: 'norm' }, (x: Tensor) => {
  const moving = state([2], { name: 'moving_mean', initial: 0 });
  if (!isTraining()) return sub(x, moving);
  const own = mean(x, { axis: 0 });
  assign(moving, add(mul(moving, 0.9), mul(own, 0.1)));
  return sub(x, own);
});

test('a moving mean inside a checkpoint trains as it does without', () => {
  const trained = (within: (f: (x: Tensor) => Tensor) => (x: Tensor) => Tensor): Instance => {
    const scaled = layer({ kind: 'scaled' }, (x: Tensor) =>
      mul(x, parameter([2], { name: 'w', initializer: [1, 2] as never })),
    );
    const declared = model({
      inputs: { x: f32('N', 2), k: i32('N') },
      outputs: ({ x }) => ({ y: within((at) => normalised(scaled(at)))(x) }),
      loss: ({ y, k }) => mean(mul(square(sum(y, { axis: 1 })), cast(k, 'f32'))),
      optimizer: sgd({ learningRate: 0.1 }),
    });
    const net = instance(traceUnit(declared, 'default'));
    for (const x of [
      [1, 2, 3, 5],
      [0, 1, -1, 2],
    ])
      net.call('step', { x, k: [1, 2] });
    return net;
  };
  const [plain, kept] = [trained((f) => f), trained(checkpoint)];
  for (const name of ['scaled/w', 'norm/moving_mean']) {
    const found = [...kept.state.get(name)!.data];
    [...plain.state.get(name)!.data].forEach((x, k) => expect(found[k]).toBeCloseTo(x, 12));
  }
  expect([...kept.state.get('norm/moving_mean')!.data].every((x) => x !== 0)).toBe(true);
});
