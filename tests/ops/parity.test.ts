import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluate, input, type Tensor } from '../../src/graph/index.js';
import { threefry } from '../../src/expr/index.js';
import * as ops from '../../src/ops/index.js';
import { ndarray } from '../support/ndarrays.js';
import { reverse } from '../support/reverse.js';

// Values and derivatives that JAX gives in float64 (checked against mpmath); scripts/golden/ops.py makes the file.

type Figure = number | 'NaN' | 'Infinity' | '-Infinity';

interface Row {
  readonly name: string;
  readonly x: readonly Figure[];
  readonly y?: readonly Figure[];
  readonly value: readonly Figure[];
  /** Of a unary function one list; of a binary one a list for each operand. */
  readonly gradient: readonly Figure[] | readonly (readonly Figure[])[];
  readonly second: readonly Figure[] | readonly (readonly Figure[])[] | null;
}

interface Edge {
  readonly name: string;
  readonly x: Figure;
  readonly y?: Figure;
  readonly value: Figure;
  readonly gradient: readonly Figure[];
}

interface Values {
  readonly unary: readonly Row[];
  readonly binary: readonly Row[];
  readonly edges: readonly Edge[];
  readonly threefry: Record<'random123' | 'pairs', readonly { key: number[]; counter: number[]; result: number[] }[]>;
}

const file = new URL('../parity/values/ops.json', import.meta.url);
const values = JSON.parse(readFileSync(file, 'utf8')) as Values;

type Elementwise = (...xs: Tensor[]) => Tensor;
const functionOf = (name: string): Elementwise => (ops as unknown as Record<string, Elementwise>)[name]!;

/** f, its gradients and its second derivatives (xx, xy, yy), element by element. */
function derivatives(name: string, points: readonly (readonly Figure[])[]) {
  const xs = points.map((_, k) => input(`x${k}`, { dtype: 'f32', shape: [points[0]!.length] }));
  const fed = new Map(xs.map((x, k) => [x, ndarray(points[k]!.map(Number))]));
  const y = functionOf(name)(...xs);
  const zeros = ops.zerosLike(xs[0]!);
  const first = reverse([y], [ops.onesLike(y)], xs).map((dx) => dx ?? zeros);
  const second = first.flatMap((dx, k) => {
    const from = xs.slice(k);
    return reverse([dx], [ops.onesLike(dx)], from).map((dxx) => dxx ?? zeros);
  });
  const [value, ...others] = evaluate([y, ...first, ...second], { values: fed }).map(({ data }) => [...data]);
  return { value: value!, gradient: others.slice(0, xs.length), second: others.slice(xs.length) };
}

/** Near by so many digits of the figure; JAX' derivatives are differences of what is about 1, and so are right to `floor` only. */
function expectNear(found: readonly number[], expected: readonly Figure[], digits: number, floor = 0): void {
  expected.map(Number).forEach((right, k) => {
    const got = found[k]!;
    const near = Object.is(got, right) || got === right || Math.abs(got - right) <= floor + digits * Math.abs(right);
    expect(near, `${got} is not ${right}, at place ${k}`).toBe(true);
  });
}

const lists = (figures: Row['gradient']): readonly (readonly Figure[])[] =>
  (Array.isArray(figures[0]) ? figures : [figures]) as readonly (readonly Figure[])[];

describe('values, first and second derivatives', () => {
  test.each([...values.unary, ...values.binary])('$name', ({ name, x, y, value, gradient, second }) => {
    const found = derivatives(name, y ? [x, y] : [x]);
    expectNear(found.value, value, 2e-15);
    lists(gradient).forEach((expected, k) => expectNear(found.gradient[k]!, expected, 1e-12, 2e-15));
    if (second) lists(second).forEach((expected, k) => expectNear(found.second[k]!, expected, 1e-12, 5e-15));
  });
});

/** Where our derivative at an edge is another one than JAX', by name and operands; the ops' docstrings say it too. */
const ours: Readonly<Record<string, readonly number[]>> = {
  'abs(0)': [0],
  'pow(0, 0)': [0, 0],
  'pow(0, -1)': [-Infinity, 0],
  'pow(-2, 3)': [12, 0],
  'pow(-2, 2)': [-4, 0],
  'pow(-2, 0.5)': [NaN, 0],
};

describe('edges', () => {
  test.each(values.edges)('$name($x, $y)', ({ name, x, y, value, gradient }) => {
    const points = y === undefined ? [x] : [x, y];
    const found = derivatives(
      name,
      points.map((point) => [point]),
    );
    expectNear(found.value, [value], 2e-15);
    const expected = ours[`${name}(${points.join(', ')})`] ?? gradient;
    expectNear(
      found.gradient.map(([only]) => only!),
      expected,
      1e-12,
    );
  });
});

describe('random bits', () => {
  const { random123, pairs } = values.threefry;
  test.each([...random123, ...pairs])('threefry of key $key and counter $counter', ({ key, counter, result }) => {
    const [key0 = 0, key1 = 0] = key;
    const [counter0 = 0, counter1 = 0] = counter;
    expect(threefry(key0, key1, counter0, counter1)).toBe(result[0]);
    // The element at place i of stream s has the counter (i, s).
    if (counter0 > 1000) return;
    const bits = ops.randomBits(ops.constant(key, { dtype: 'u32' }), { shape: [counter0 + 1], stream: counter1 });
    expect(evaluate([bits], { values: new Map() })[0]!.data[counter0]).toBe(result[0]);
  });
});
