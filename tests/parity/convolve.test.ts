import { describe, expect, test } from 'vitest';
import { gradients } from '../../src/autodiff/index.js';
import { input } from '../../src/graph/index.js';
import { convolve, type ConvolveOptions } from '../../src/ops/index.js';
import { runners } from '../support/runners.js';
import { throughPasses } from '../support/scheduled.js';
import { expectClose, given, golden, valuesOf } from './golden.js';

/** A convolution and its two gradients, as JAX and PyTorch agree on them. */
interface Case extends Required<ConvolveOptions> {
  readonly shapes: Readonly<Record<'x' | 'kernel' | 'y', readonly number[]>>;
  readonly x: readonly number[];
  readonly kernel: readonly number[];
  readonly dy: readonly number[];
  readonly y: readonly number[];
  readonly dx: readonly number[];
  readonly dkernel: readonly number[];
}

const { cases } = golden<{ readonly cases: readonly Case[] }>('convolve');

const named = cases.map((one, k) => {
  const { strides, padding, dilation, inputDilation, groups, shapes } = one;
  const options: ConvolveOptions = { strides, padding, dilation, inputDilation, groups };
  return { name: `${k}: [${shapes.x.join()}] by [${shapes.kernel.join()}] ${JSON.stringify(options)}`, one, options };
});

function setting({ shapes, x, kernel, dy, y, dx, dkernel }: Case, options: ConvolveOptions) {
  const operands = [given(shapes.x, x), given(shapes.kernel, kernel), given(shapes.y, dy)] as const;
  const [image, weights, cotangent] = operands.map(({ leaf }) => leaf);
  const result = convolve(image!, weights!, options);
  const ys = [result, ...gradients(result, [image!, weights!], { dy: cotangent! })];
  return { operands, ys, expected: [y, dx, dkernel] };
}

test('there are at least 300 cases', () => expect(cases.length).toBeGreaterThanOrEqual(300));

describe('convolve and its gradients are those of JAX and PyTorch', () => {
  test.each(named)('$name', ({ one, options }) => {
    const { operands, ys, expected } = setting(one, options);
    expect(ys[0]!.shape).toEqual(one.shapes.y);
    valuesOf(ys, operands).forEach((found, k) => expectClose(found, expected[k]!, { rtol: 1e-12, atol: 1e-12 }));
  });
});

describe.each(['js', 'wasm'] as const)('and so they are compiled to %s', (target) => {
  test.each(named)('$name', ({ one, options }) => {
    const { operands, ys, expected } = setting(one, options);
    const whole = throughPasses({ xs: operands.map(({ leaf }) => leaf), ys });
    const run = runners[target]!(whole);
    const { results } = run(new Map(whole.xs.map((x, k) => [x, operands[k]!.value])));
    results.forEach(({ data }, k) => expectClose([...data], expected[k]!, { rtol: 1e-6, atol: 1e-5 }));
  });
});

test('a batch of N is none of its axes', () => {
  const image = input('image', { dtype: 'f32', shape: ['N', 28, 28, 1] });
  const kernel = input('kernel', { dtype: 'f32', shape: [5, 5, 1, 6] });
  expect(convolve(image, kernel, { padding: 'same' }).shape).toEqual(['N', 28, 28, 6]);
  expect(convolve(image, kernel, { strides: 2 }).shape).toEqual(['N', 12, 12, 6]);
});
