import { avgPool, maxPool, sumPool, type PoolOptions } from '../../src/ops/index.js';
import { golden } from './golden.js';
import { checkCases, leaf, withGradients, type GoldenCase } from './goldenCases.js';

interface Told {
  readonly y: readonly number[];
  readonly dx: readonly number[];
}

/** Pools of one operand and their gradients, as JAX and PyTorch agree on them. */
interface Case extends Required<PoolOptions> {
  readonly shapes: Readonly<Record<'x' | 'y', readonly number[]>>;
  readonly x: readonly number[];
  readonly dy: readonly number[];
  readonly max: Told;
  readonly sum: Told;
  readonly avg: Told;
}

const { cases } = golden<{ readonly cases: readonly Case[] }>('pooling');
const pools = { max: maxPool, sum: sumPool, avg: avgPool };

/** A pool and its gradient; many elements are equal, so that the first of them is told from the others. */
function caseOf(name: keyof typeof pools, one: Case, k: number): GoldenCase {
  const { window, strides, padding, dilation, shapes, x, dy } = one;
  const options: PoolOptions = { window, strides, padding, dilation };
  const image = leaf(shapes.x, x);
  return {
    name: `${k}: ${name} of [${shapes.x.join()}] ${JSON.stringify(options)}`,
    ...withGradients(pools[name](image.leaf, options), [image], dy),
    shapes: [shapes.y],
    expected: [one[name].y, one[name].dx],
  };
}

checkCases(
  cases.flatMap((one, k) => (['max', 'sum', 'avg'] as const).map((name) => caseOf(name, one, k))),
  { reference: 1e-7, compiled: { rtol: 1e-6, atol: 1e-5 } },
);
