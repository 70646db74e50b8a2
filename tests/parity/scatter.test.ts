import * as ops from '../../src/ops/index.js';
import { golden } from './golden.js';
import { checkCases, leaf, withGradients, type GoldenCase } from './goldenCases.js';

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

function scattered(one: Scattered, k: number): GoldenCase {
  const { shapes, axis } = one;
  const [x, updates] = [leaf(shapes.x, one.x), leaf(shapes.updates, one.updates)];
  const indices = leaf(shapes.indices, one.indices, 'i32');
  const y = ops[one.function](x.leaf, indices.leaf, updates.leaf, { axis });
  const { ys, operands } = withGradients(y, [x, updates], one.dy);
  const name = `${k}: ${one.function} ${one.title}: [${shapes.x.join()}] at [${shapes.indices.join()}] along ${axis}`;
  return { name, operands: [...operands, indices], ys, expected: [one.y, one.dx, one.dupdates] };
}

function taken({ shapes, axis, dy, ...one }: Taken, k: number): GoldenCase {
  const [x, indices] = [leaf(shapes.x, one.x), leaf(shapes.indices, one.indices, 'i32')];
  const { ys, operands } = withGradients(ops.takeAlongAxis(x.leaf, indices.leaf, { axis }), [x], dy);
  const name = `${k}: takeAlongAxis [${shapes.x.join()}] at [${shapes.indices.join()}] along ${axis}`;
  return { name, operands: [...operands, indices], ys, expected: [one.y, one.dx] };
}

function sliced({ shapes, sizes, dy, ...one }: Started, k: number): GoldenCase {
  const [x, starts] = [leaf(shapes.x, one.x), one.starts.map((at) => leaf([], at, 'i32'))];
  const y = ops.dynamicSlice(
    x.leaf,
    starts.map((start) => start.leaf),
    sizes,
  );
  const { ys, operands } = withGradients(y, [x], dy);
  const name = `${k}: dynamicSlice [${shapes.x.join()}] from ${one.starts.join()}`;
  return { name, operands: [...operands, ...starts], ys, expected: [one.y, one.dx] };
}

function updated({ shapes, dy, ...one }: Started, k: number): GoldenCase {
  const [x, starts] = [leaf(shapes.x, one.x), one.starts.map((at) => leaf([], at, 'i32'))];
  const update = leaf(shapes.update, one.update);
  const y = ops.dynamicUpdateSlice(
    x.leaf,
    update.leaf,
    starts.map((start) => start.leaf),
  );
  const { ys, operands } = withGradients(y, [x, update], dy);
  const name = `${k}: dynamicUpdateSlice [${shapes.x.join()}] from ${one.starts.join()}`;
  return { name, operands: [...operands, ...starts], ys, expected: [one.y, one.dx, one.dupdate] };
}

checkCases(
  [
    ...values.scatter.map(scattered),
    ...values.clamped.map(scattered),
    ...values.takeAlongAxis.map(taken),
    ...values.dynamicSlice.map(sliced),
    ...values.dynamicUpdateSlice.map(updated),
  ],
  { reference: 1e-12, compiled: 1e-6 },
);
