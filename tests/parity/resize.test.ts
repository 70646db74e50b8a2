import { describe, expect, test } from 'vitest';
import { gradients } from '../../src/autodiff/index.js';
import { resize, type ResizeOptions } from '../../src/ops/index.js';
import { runners } from '../support/runners.js';
import { throughPasses } from '../support/scheduled.js';
import { expectClose, given, golden, valuesOf } from './golden.js';

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
const named = cases.map((one) => ({
  name: `${one.interpolation} [${one.shapes.x.join()}] to ${one.size.join()}`,
  one,
}));

function setting({ size, interpolation, shapes, x, dy, y, dx }: Case) {
  const operands = [given(shapes.x, x), given(shapes.y, dy)] as const;
  const [image, cotangent] = operands.map(({ leaf }) => leaf);
  const result = resize(image!, size, { interpolation });
  expect(result.shape).toEqual(shapes.y);
  return { operands, ys: [result, ...gradients(result, [image!], { dy: cotangent! })], expected: [y, dx] };
}

describe('resize and its gradient are those of JAX and PyTorch', () => {
  test.each(named)('$name', ({ one }) => {
    const { operands, ys, expected } = setting(one);
    valuesOf(ys, operands).forEach((found, k) => expectClose(found, expected[k]!, { rtol: 1e-6, atol: 1e-6 }));
  });
});

describe.each(['js', 'wasm'] as const)('and so they are compiled to %s', (target) => {
  test.each(named)('$name', ({ one }) => {
    const { operands, ys, expected } = setting(one);
    const whole = throughPasses({ xs: operands.map(({ leaf }) => leaf), ys });
    const { results } = runners[target]!(whole)(new Map(whole.xs.map((x, k) => [x, operands[k]!.value])));
    results.forEach(({ data }, k) => expectClose([...data], expected[k]!, { rtol: 1e-6, atol: 1e-5 }));
  });
});
