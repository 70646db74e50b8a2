import { describe, expect, test } from 'vitest';
import { gradients } from '../../src/autodiff/index.js';
import type { DType } from '../../src/base/index.js';
import type { Tensor } from '../../src/graph/index.js';
import * as ops from '../../src/ops/index.js';
import { runners } from '../support/runners.js';
import { throughPasses } from '../support/scheduled.js';
import { expectClose, given, golden, valuesOf, type Given } from './golden.js';

// Updates at indices that repeat, elements along an axis and parts at computed places, with their gradients: as JAX gives
// them, and NumPy where JAX leaves open which update stays.

type Numbers = number | readonly number[];

interface Scattered {
  readonly function: 'scatterAdd' | 'scatterSet' | 'scatterMax';
  readonly title: string;
  readonly axis: number;
  readonly shapes: Readonly<Record<'x' | 'indices' | 'updates', readonly number[]>>;
  readonly x: Numbers;
  readonly indices: Numbers;
  readonly updates: Numbers;
  readonly dy: Numbers;
  readonly y: Numbers;
  readonly dx: Numbers;
  readonly dupdates: Numbers;
}

interface Taken extends Omit<Scattered, 'function' | 'title'> {
  readonly shapes: Readonly<Record<'x' | 'indices' | 'updates', readonly number[]>>;
}

interface Started {
  readonly sizes: readonly number[];
  readonly shapes: Readonly<Record<'x' | 'y' | 'update', readonly number[]>>;
  readonly starts: readonly number[];
  readonly x: Numbers;
  readonly update: Numbers;
  readonly dy: Numbers;
  readonly y: Numbers;
  readonly dx: Numbers;
  readonly dupdate: Numbers;
}

interface Values {
  readonly scatter: readonly Scattered[];
  readonly clamped: readonly Scattered[];
  readonly takeAlongAxis: readonly Taken[];
  readonly dynamicSlice: readonly Started[];
  readonly dynamicUpdateSlice: readonly Started[];
}

const values = golden<Values>('scatter');
const leaf = (shape: readonly number[], data: Numbers, dtype: DType = 'f32'): Given =>
  given(shape, [data].flat(), dtype);

/** A function of operands: y, and its gradients by those that have one. */
interface Case {
  readonly name: string;
  readonly operands: readonly Given[];
  readonly ys: readonly Tensor[];
  readonly expected: readonly Numbers[];
}

function differentiated(y: Tensor, xs: readonly Given[], dy: Numbers): { ys: Tensor[]; cotangent: Given } {
  const cotangent = leaf(y.shape.map(Number), dy);
  return {
    ys: [
      y,
      ...gradients(
        y,
        xs.map((x) => x.leaf),
        { dy: cotangent.leaf, allowUnused: true },
      ),
    ],
    cotangent,
  };
}

function scattered(one: Scattered, k: number): Case {
  const { shapes, axis } = one;
  const [x, updates] = [leaf(shapes.x, one.x), leaf(shapes.updates, one.updates)];
  const indices = leaf(shapes.indices, one.indices, 'i32');
  const y = ops[one.function](x.leaf, indices.leaf, updates.leaf, { axis });
  const { ys, cotangent } = differentiated(y, [x, updates], one.dy);
  const name = `${k}: ${one.function} ${one.title}: [${shapes.x.join()}] at [${shapes.indices.join()}] along ${axis}`;
  return { name, operands: [x, indices, updates, cotangent], ys, expected: [one.y, one.dx, one.dupdates] };
}

function taken({ shapes, axis, dy, ...one }: Taken, k: number): Case {
  const [x, indices] = [leaf(shapes.x, one.x), leaf(shapes.indices, one.indices, 'i32')];
  const { ys, cotangent } = differentiated(ops.takeAlongAxis(x.leaf, indices.leaf, { axis }), [x], dy);
  const name = `${k}: takeAlongAxis [${shapes.x.join()}] at [${shapes.indices.join()}] along ${axis}`;
  return { name, operands: [x, indices, cotangent], ys, expected: [one.y, one.dx] };
}

function sliced({ shapes, sizes, dy, ...one }: Started, k: number): Case {
  const [x, starts] = [leaf(shapes.x, one.x), one.starts.map((at) => leaf([], at, 'i32'))];
  const y = ops.dynamicSlice(
    x.leaf,
    starts.map((start) => start.leaf),
    sizes,
  );
  const { ys, cotangent } = differentiated(y, [x], dy);
  const name = `${k}: dynamicSlice [${shapes.x.join()}] from ${one.starts.join()}`;
  return { name, operands: [x, ...starts, cotangent], ys, expected: [one.y, one.dx] };
}

function updated({ shapes, dy, ...one }: Started, k: number): Case {
  const [x, starts] = [leaf(shapes.x, one.x), one.starts.map((at) => leaf([], at, 'i32'))];
  const update = leaf(shapes.update, one.update);
  const y = ops.dynamicUpdateSlice(
    x.leaf,
    update.leaf,
    starts.map((start) => start.leaf),
  );
  const { ys, cotangent } = differentiated(y, [x, update], dy);
  const name = `${k}: dynamicUpdateSlice [${shapes.x.join()}] from ${one.starts.join()}`;
  return { name, operands: [x, update, ...starts, cotangent], ys, expected: [one.y, one.dx, one.dupdate] };
}

const cases: readonly Case[] = [
  ...values.scatter.map(scattered),
  ...values.clamped.map(scattered),
  ...values.takeAlongAxis.map(taken),
  ...values.dynamicSlice.map(sliced),
  ...values.dynamicUpdateSlice.map(updated),
];

const list = (data: Numbers): readonly number[] => [data].flat();

describe('values and gradients', () => {
  test.each(cases)('$name', ({ operands, ys, expected }) => {
    valuesOf(ys, operands).forEach((found, k) => expectClose(found, list(expected[k]!), { rtol: 1e-12, atol: 1e-12 }));
  });
});

describe.each(['js', 'wasm'] as const)('compiled to %s', (target) => {
  test.each(cases)('$name', ({ operands, ys, expected }) => {
    const whole = throughPasses({ xs: operands.map((one) => one.leaf), ys });
    const { results } = runners[target]!(whole)(new Map(whole.xs.map((x, k) => [x, operands[k]!.value])));
    expect(results.length).toBe(expected.length);
    results.forEach(({ data }, k) => expectClose([...data], list(expected[k]!), { rtol: 1e-6, atol: 1e-6 }));
  });
});
