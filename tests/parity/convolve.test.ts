import { expect, test } from 'vitest';
import { input } from '../../src/graph/index.js';
import { convolve, type ConvolveOptions } from '../../src/ops/index.js';
import { golden } from './golden.js';
import { checkCases, leaf, withGradients } from './goldenCases.js';

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

test('there are at least 300 cases', () => expect(cases.length).toBeGreaterThanOrEqual(300));

checkCases(
  cases.map((one, k) => {
    const { strides, padding, dilation, inputDilation, groups, shapes } = one;
    const options: ConvolveOptions = { strides, padding, dilation, inputDilation, groups };
    const [image, kernel] = [leaf(shapes.x, one.x), leaf(shapes.kernel, one.kernel)];
    const name = `${k}: [${shapes.x.join()}] by [${shapes.kernel.join()}] ${JSON.stringify(options)}`;
    const made = withGradients(convolve(image.leaf, kernel.leaf, options), [image, kernel], one.dy);
    return { name, ...made, shapes: [shapes.y], expected: [one.y, one.dx, one.dkernel] };
  }),
  { reference: 1e-12, compiled: { rtol: 1e-6, atol: 1e-5 } },
);

test('a batch of N is none of its axes', () => {
  const image = input('image', { dtype: 'f32', shape: ['N', 28, 28, 1] });
  const kernel = input('kernel', { dtype: 'f32', shape: [5, 5, 1, 6] });
  expect(convolve(image, kernel, { padding: 'same' }).shape).toEqual(['N', 28, 28, 6]);
  expect(convolve(image, kernel, { strides: 2 }).shape).toEqual(['N', 12, 12, 6]);
});
