import { describe, expect, test } from 'vitest';
import { gradients } from '../../src/autodiff/index.js';
import { avgPool, maxPool, sumPool, type PoolOptions } from '../../src/ops/index.js';
import { runners } from '../support/runners.js';
import { throughPasses } from '../support/scheduled.js';
import { expectClose, given, golden, valuesOf } from './golden.js';

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

const named = cases.map((one, k) => {
  const { window, strides, padding, dilation, shapes } = one;
  const options: PoolOptions = { window, strides, padding, dilation };
  return { name: `${k}: [${shapes.x.join()}] ${JSON.stringify(options)}`, one, options };
});

/** The three pools and their gradients; many elements are equal, so that the first of them is told from the others. */
function setting({ shapes, x, dy, ...told }: Case, options: PoolOptions) {
  const operands = [given(shapes.x, x), given(shapes.y, dy)] as const;
  const [image, cotangent] = operands.map(({ leaf }) => leaf);
  const both = (['max', 'sum', 'avg'] as const).map((name) => {
    const y = pools[name](image!, options);
    expect(y.shape).toEqual(shapes.y);
    return { ys: [y, ...gradients(y, [image!], { dy: cotangent! })], expected: [told[name].y, told[name].dx] };
  });
  return { operands, ys: both.flatMap(({ ys }) => ys), expected: both.flatMap((one) => one.expected) };
}

describe('pools and their gradients are those of JAX and PyTorch', () => {
  test.each(named)('$name', ({ one, options }) => {
    const { operands, ys, expected } = setting(one, options);
    valuesOf(ys, operands).forEach((found, k) => expectClose(found, expected[k]!, { rtol: 1e-7, atol: 1e-7 }));
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
