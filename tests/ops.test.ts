import { describe, expect, test } from 'vitest';
import { insert, type NdArray } from '../src/base/index.js';
import { evaluate, input, topological, type Op, type Sample, type Tensor } from '../src/graph/index.js';
import { add, mul, table } from '../src/ops/index.js';
import { derivative, difference, inner, randomLike } from './support/derivatives.js';
import { evaluateLowered, lowered } from './support/lowered.js';
import { far, sliceAt, stacked } from './support/ndarrays.js';
import { reverse } from './support/reverse.js';
import { draw, feed, nodeOf, operandsOf, randomNumbers } from './support/samples.js';

// Every op of the table over every sample: what one op gets wrong, the whole compiler gets wrong.

const rows = table.flatMap((op) => op.samples.map((sample, k) => ({ name: `${op.name} ${k}`, op, sample })));
const operands = rows.filter(({ sample }) => sample.shapes.length > 0);

test('the table has each op once, each with samples', () => {
  const names = table.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(table.filter(({ samples }) => samples.length === 0)).toEqual([]);
});

describe('the meaning as a kernel is the reference', () => {
  test.each(rows)('$name', ({ op, sample }) => {
    for (const seed of [1, 2, 3]) {
      const values = operandsOf(sample, seed);
      const { node, fed } = nodeOf(op, values, sample.attrs);
      const reference = evaluate(node.results, { values: fed, n: 3 });
      reference.forEach(({ dtype, shape }, k) => {
        expect(dtype).toBe(node.results[k]!.dtype);
        expect(shape).toEqual(node.results[k]!.shape);
      });
      if (op.lower)
        lowered(node, values, 3).forEach((value, k) => expect(far(value, reference[k]!)).toBeLessThan(1e-11));
    }
  });
});

const differentiable = operands.filter(({ op, sample }) => {
  const { node, xs, fed } = nodeOf(op, operandsOf(sample, 1), sample.attrs);
  // The greatest of nothing is -Infinity: no difference can be taken of it.
  if (evaluate(node.results, { values: fed }).some(({ data }) => !data.every(Number.isFinite))) return false;
  return op.vjp && xs.some((x) => x.dtype === 'f32') && node.results.some((y) => y.dtype === 'f32');
});

/** A node, cotangents for its results and directions for its operands. */
function setting(op: Op, sample: Sample<unknown>, seed: number) {
  const random = randomNumbers(100 + seed);
  const { node, xs, fed } = nodeOf(op, operandsOf(sample, seed), sample.attrs);
  // What is no float, such as the places that sorted elements come from, has no derivative.
  const smooth = node.results.filter(({ dtype }) => dtype === 'f32');
  const shapes = evaluate(smooth, { values: fed }).map(({ shape }) => shape);
  const dys = randomLike(smooth, random, fed, shapes);
  const floats = xs.filter((x) => x.dtype === 'f32');
  const directions = floats.map((x) => draw(fed.get(x)!.shape, random));
  return { smooth, fed, dys, floats, directions, random };
}

describe('the vjp is the derivative', () => {
  test.each(differentiable)('$name', ({ op, sample }) => {
    const { smooth, fed, dys, floats, directions } = setting(op, sample, 1);
    const function_ = { y: inner(smooth, dys), xs: floats, fed };
    const [found, expected] = [derivative(function_, directions), difference(function_, directions)];
    expect(Math.abs(found - expected) / (1 + Math.abs(expected))).toBeLessThan(1e-9);
  });
});

describe('the vjp and the jvp made of it are adjoint', () => {
  test.each(differentiable)('$name', ({ op, sample }) => {
    const { smooth, fed, dys, floats, directions, random } = setting(op, sample, 2);
    const dxs = reverse(smooth, dys, floats);
    const flowing = floats.flatMap((x, k) => (dxs[k] ? [{ x, dx: dxs[k], v: directions[k]! }] : []));
    const vs = flowing.map(({ x }) => input('v', x));
    flowing.forEach(({ v }, k) => fed.set(vs[k]!, v));
    const tangents = reverse(
      flowing.map(({ dx }) => dx),
      vs,
      dys,
    );
    const ws = randomLike(
      smooth,
      random,
      fed,
      dys.map((dy) => fed.get(dy)!.shape),
    );
    const pulled = reverse(smooth, ws, floats).flatMap((dx) => (dx ? [dx] : []));
    const sums = (as: readonly (Tensor | null)[], bs: readonly Tensor[]): number =>
      as.reduce((total, a, k) => total + (a ? evaluate([inner([a], [bs[k]!])], { values: fed })[0]!.data[0]! : 0), 0);
    const [left, right] = [sums(tangents, ws), sums(pulled, vs)];
    expect(Math.abs(left - right) / (1 + Math.abs(right))).toBeLessThan(1e-12);
  });
});

describe('the vjp of the vjp is the second derivative', () => {
  test.each(differentiable)('$name', ({ op, sample }) => {
    const { smooth, fed, dys, floats, directions, random } = setting(op, sample, 3);
    // Not linear in y, so that linear ops are tested too.
    const curved = smooth.map((y, k) => mul(y, add(dys[k]!, y)));
    const weights = randomLike(
      smooth,
      random,
      fed,
      dys.map((dy) => fed.get(dy)!.shape),
    );
    const dxs = reverse(curved, weights, floats).flatMap((dx) => (dx ? [dx] : []));
    const against = randomLike(
      dxs,
      random,
      fed,
      evaluate(dxs, { values: fed }).map(({ shape }) => shape),
    );
    const function_ = { y: inner(dxs, against), xs: floats, fed };
    const [found, expected] = [derivative(function_, directions), difference(function_, directions)];
    expect(Math.abs(found - expected) / (1 + Math.abs(expected))).toBeLessThan(1e-8);
  });
});

describe('what the vjp makes means the same as kernels, and is made of ops of the table', () => {
  test.each(differentiable)('$name', ({ op, sample }) => {
    const { smooth, fed, dys, floats } = setting(op, sample, 4);
    const dxs = reverse(smooth, dys, floats).flatMap((dx) => (dx ? [dx] : []));
    const expected = evaluate(dxs, { values: fed });
    evaluateLowered(dxs, { values: fed }).forEach((value, k) => expect(far(value, expected[k]!)).toBeLessThan(1e-11));
    const inputs = new Set([...fed.keys()].map((x) => x.node));
    const strangers = topological(dxs).filter((made) => !inputs.has(made) && !table.includes(made.op));
    expect(strangers.map((made) => made.op.name)).toEqual([]);
  });
});

const batchSize = 3;

/** Every way to batch some of the operands, each at any of its places; at most 24 of them. */
function batchings(values: readonly NdArray[]): (number | null)[][] {
  const choices = values.map(({ shape }) => [null, ...Array.from({ length: shape.length + 1 }, (_, k) => k)]);
  const every = choices.reduce<(number | null)[][]>(
    (all, own) => all.flatMap((some) => own.map((one) => [...some, one])),
    [[]],
  );
  const some = every.filter((axes) => axes.some((axis) => axis !== null));
  return some.filter((_, k) => k % Math.ceil(some.length / 24) === 0);
}

describe('a batch is a stack of singles', () => {
  test.each(operands)('$name', ({ op, sample }) => {
    const shared = operandsOf(sample, 10);
    const singles = [11, 12, 13].map((seed) => operandsOf(sample, seed));
    for (const axes of batchings(shared)) {
      for (const extent of [batchSize, 'N'] as const) {
        const own = (k: number, b: number): NdArray => (axes[k] === null ? shared[k]! : singles[b]![k]!);
        const values = shared.map((value, k) => {
          const axis = axes[k]!;
          return axis === null
            ? value
            : stacked(
                singles.map((single) => single[k]!),
                axis,
              );
        });
        const xs = shared.map(({ dtype, shape }, k) => {
          const axis = axes[k]!;
          return input(`x${k}`, { dtype, shape: axis === null ? shape : insert<number | string>(shape, axis, extent) });
        });
        const batched = op.batch(
          xs.map((x, k) => ({ x, axis: axes[k]! })),
          sample.attrs,
        );
        const outputs = batched.map(({ x }) => x);
        const fed = { values: feed(xs, values), n: batchSize };
        const found = evaluate(outputs, fed);
        evaluateLowered(outputs, fed).forEach((value, k) => expect(far(value, found[k]!)).toBeLessThan(1e-11));
        for (let b = 0; b < batchSize; b++) {
          const { node, fed: one } = nodeOf(
            op,
            shared.map((_, k) => own(k, b)),
            sample.attrs,
          );
          evaluate(node.results, { values: one }).forEach((expected, k) => {
            const { axis } = batched[k]!;
            const got = axis === null ? found[k]! : sliceAt(found[k]!, axis, b);
            expect(far(got, expected), `operands batched at [${axes.map(String).join()}]`).toBeLessThan(1e-12);
          });
        }
      }
    }
  });
});
