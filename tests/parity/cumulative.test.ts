import * as ops from '../../src/ops/index.js';
import { golden, type Golden } from './golden.js';
import { checkCases, leaf, withGradients } from './goldenCases.js';

// Running sums, products, maxima and logarithms of sums with their gradients, beside zeros and far from them: as JAX' and PyTorch's.

interface Cumulated {
  readonly function: 'cumsum' | 'cumprod' | 'cummax' | 'cumlogsumexp';
  readonly title: string;
  readonly axis: number;
  readonly reverse: boolean;
  readonly exclusive: boolean;
  readonly shape: readonly number[];
  readonly x: readonly number[];
  readonly dy: readonly number[];
  readonly y: readonly Golden[];
  /** null where libraries differ: of what ties. */
  readonly dx: readonly Golden[] | null;
}

const { cases } = golden<{ readonly cases: readonly Cumulated[] }>('cumulative');

checkCases(
  cases.map((one, k) => {
    const { title, shape, axis, reverse, exclusive } = one;
    const x = leaf(shape, one.x);
    const y = ops[one.function](x.leaf, { axis, reverse, exclusive });
    const options = `${reverse ? ', reverse' : ''}${exclusive ? ', exclusive' : ''}`;
    const name = `${k}: ${one.function}, ${title}: [${shape.join()}] along ${axis}${options}`;
    return {
      name,
      ...withGradients(y, [x], one.dy),
      expected: [one.y, one.dx],
      ...(title === 'far from 0' && { compiled: 6e-5 }),
    };
  }),
  // Beside 1,000 the last digit of a logarithm is worth 6e-5, and so much its exp is off. The values are told in single precision.
  { reference: 1e-7, compiled: 3e-6 },
);
