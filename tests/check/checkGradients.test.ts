import { describe, expect, test } from 'vitest';
import { checkGradients } from '../../src/check/index.js';
import { TapelessError } from '../../src/base/index.js';
import { customVjp } from '../../src/autodiff/index.js';
import type { Tensor } from '../../src/graph/index.js';
import {
  abs,
  cos,
  exp,
  floor,
  matmul,
  max,
  maximum,
  mul,
  relu,
  reduceSum,
  sin,
  softmax,
  stopGradient,
  sum,
} from '../../src/ops/index.js';

const f32 = (...shape: (number | string)[]) => ({ dtype: 'f32', shape }) as const;

function errorOf(run: () => unknown): TapelessError {
  try {
    run();
  } catch (error) {
    if (error instanceof TapelessError) return error;
    throw error;
  }
  return expect.fail('nothing was found');
}

describe('right functions pass', () => {
  const right: [string, (...xs: Tensor[]) => unknown, ReturnType<typeof f32>[]][] = [
    ['sin', (x) => sin(x!), [f32(3)]],
    ['softmax of a product', (x, w) => softmax(matmul(x!, w!)), [f32('N', 3), f32(3, 2)]],
    ['several results', (x) => ({ a: exp(x!), b: [sum(x!)] }), [f32('N', 2)]],
    ['kinks', (x) => maximum(abs(x!), relu(max(x!, { axis: -1, keepDims: true }))), [f32('N', 3)]],
    ['steps', (x) => mul(floor(x!), x!), [f32(4)]],
    ['held values', (x) => mul(stopGradient(sin(x!)), x!), [f32(2)]],
  ];
  test.each(right)('%s', (_, f, inputs) => {
    expect(checkGradients(f, { inputs, runs: 30, seed: 1 })).toMatchObject({ ok: true, runs: 30, seed: 1 });
  });
});

const wrongSine = customVjp((x: Tensor) => sin(x), {
  forward: (x: Tensor) => [sin(x), x] as const,
  backward: (x: Tensor, dy: Tensor) => [mul(mul(dy, cos(x)), 1.01)] as [Tensor],
});

const wrongSecond = customVjp((x: Tensor) => sin(x), {
  forward: (x: Tensor) => [sin(x), x] as const,
  backward: (x: Tensor, dy: Tensor) => [mul(dy, cos(stopGradient(x)))] as [Tensor],
});

test('x', () => {
  const e = errorOf(() =>
    checkGradients((x: Tensor) => reduceSum(wrongSine(exp(x)), [0]), { inputs: [f32('N', 2)], seed: 3 }),
  );
  console.log(e.message, e.places);
  const e2 = errorOf(() => checkGradients((x: Tensor) => wrongSecond(exp(x)), { inputs: [f32('N', 2)], seed: 3 }));
  console.log(e2.message, e2.places);
});
