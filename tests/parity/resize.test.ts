import { resize, type ResizeOptions } from '../../src/ops/index.js';
import { golden } from './golden.js';
import { checkCases, leaf, withGradients } from './goldenCases.js';

/** An interpolation and its gradient, as JAX and PyTorch agree on them. */
interface Case extends Required<ResizeOptions> {
  readonly size: readonly number[];
  readonly shapes: Readonly<Record<'x' | 'y', readonly number[]>>;
  readonly x: readonly number[];
  readonly dy: readonly number[];
  readonly y: readonly number[];
  readonly dx: readonly number[];
}

const { cases } = golden<{ readonly cases: readonly Case[] }>('resize');

checkCases(
  cases.map(({ size, interpolation, shapes, x, dy, y, dx }) => {
    const image = leaf(shapes.x, x);
    const name = `${interpolation} [${shapes.x.join()}] to ${size.join()}`;
    const made = withGradients(resize(image.leaf, size, { interpolation }), [image], dy);
    return { name, ...made, shapes: [shapes.y], expected: [y, dx] };
  }),
  { reference: 1e-6, compiled: { rtol: 1e-6, atol: 1e-5 } },
);
