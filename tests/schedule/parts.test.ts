// Loops whose elements choose by their place, as loops over parts in which all choose alike.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elements, extentAt, type Extent, type NdArray } from '../../src/base/index.js';
import { e, evaluateExpr, inOrder, type Axis, type Expr } from '../../src/expr/index.js';
import { input, type Tensor } from '../../src/graph/index.js';
import { add, concat, iota, less, mul, pad, relu, slice, tanh, where } from '../../src/index.js';
import type { Buffer } from '../../src/kernels/index.js';
import { inParts, type Loops } from '../../src/schedule/parts.js';
import { sharedNest, type Value } from '../../src/schedule/index.js';
import { everyStatement, partsOf, valuesWithin } from '../../src/schedule/walk.js';
import { js } from '../../codegen/js/index.js';
import { wasm } from '../../codegen/wasm/index.js';
import { faultsOf, runners } from '../support/runners.js';
import { scheduled, type Whole } from '../support/scheduled.js';

const bufferOf = (name: string, shape: readonly Extent[]): Buffer => ({ name, dtype: 'f32', shape, space: 'arena' });

/** A kernel over axes that stores what a function of the places gives, in buffers of their shape. */
const kernelOf = (extents: readonly Extent[], ...values: ((index: readonly Axis[], to: Buffer) => Expr)[]): Loops => {
  const axes = extents.map((extent) => e.axis(extent));
  const outputs = values.map((value, k) => {
    const buffer = bufferOf(`y${k}`, extents);
    return { buffer, index: axes, axes, value: value(axes, buffer) };
  });
  return { axes, outputs };
};

const loadOf = (from: Buffer, index: readonly Expr[]): Expr => ({ kind: 'load', dtype: 'f32', from, index });
const [a, b] = [bufferOf('a', ['N', 8]), bufferOf('b', ['N', 8])];
const before = (x: Expr, place: Extent): Expr => e.less(x, e.extent(place));
const extentsOf = (loops: Loops | null) => loops?.outputs.map(({ axes }) => axes.map(({ extent }) => extent));

/** Every point along axes, as the place along each. */
const pointsOf = (axes: readonly Axis[], n: number): ReadonlyMap<Axis, number>[] =>
  axes.reduce<Map<Axis, number>[]>(
    (points, axis) =>
      points.flatMap((point) =>
        Array.from({ length: extentAt(axis.extent, n) }, (_, k) => new Map([...point, [axis, k]])),
      ),
    [new Map()],
  );

/** What a kernel stores: each place once, in words. */
function storedBy({ outputs }: Loops, n: number): string[] {
  const data = (name: string): NdArray => ({
    dtype: 'f32',
    shape: [n, 8],
    data: Float64Array.from({ length: 8 * n }, (_, k) => k + (name === 'a' ? 0.25 : 0.5)),
  });
  const buffers = new Map([a, b].map((buffer) => [buffer, data(buffer.name)]));
  const words = outputs.flatMap(({ buffer, axes, index, value }) =>
    pointsOf(axes, n).map((point) => {
      const place = index.map((i) => evaluateExpr(i, point, { n, buffers }));
      return `${buffer.name}[${place.join()}] = ${evaluateExpr(value, point, { n, buffers })}`;
    }),
  );
  return words.sort();
}

describe('a kernel is split', () => {
  test('where its elements begin to choose otherwise, and asks nothing any more', () => {
    const loops = kernelOf(['N', 16], ([i, j]) =>
      e.select(before(j!, 8), loadOf(a, [i!, j!]), e.tanh(loadOf(b, [i!, e.sub(j!, e.int(8))]))),
    );
    const parts = inParts(loops);
    expect(extentsOf(parts)).toEqual([
      ['N', 8],
      ['N', 8],
    ]);
    expect(parts!.outputs.map(({ value }) => value.kind)).toEqual(['load', 'call']);
    expect(storedBy(parts!, 3)).toEqual(storedBy(loops, 3));
  });

  test('all results of it alike, and along several axes', () => {
    const inMiddle = (x: Expr): Expr => e.and(e.lessEqual(e.int(2), x), before(x, 5));
    const loops = kernelOf(
      [4, 8],
      ([i, j]) =>
        e.select(before(i!, 1), e.constant(1, 'f32'), e.select(inMiddle(j!), loadOf(a, [i!, j!]), loadOf(b, [i!, j!]))),
      ([i, j]) => e.select(e.or(before(i!, 1), e.not(inMiddle(j!))), e.constant(2, 'f32'), loadOf(a, [i!, j!])),
    );
    const parts = inParts(loops)!;
    expect(extentsOf(parts)).toEqual([[8], [8], [3, 2], [3, 2], [3, 3], [3, 3], [3, 3], [3, 3]]);
    expect(inOrder(parts.outputs.map(({ value }) => value)).some((x) => x.kind === 'select')).toBe(false);
    expect(storedBy(parts, 4)).toEqual(storedBy(loops, 4));
  });

  test('at places that grow with N', () => {
    const loops = kernelOf(['2N+1', 8], ([i, j]) =>
      e.select(
        before(i!, 'N'),
        loadOf(a, [i!, j!]),
        e.select(before(i!, '2N'), loadOf(b, [e.sub(i!, e.extent('N')), j!]), e.constant(0, 'f32')),
      ),
    );
    const parts = inParts(loops)!;
    expect(extentsOf(parts)).toEqual([['N', 8], ['N', 8], [8]]);
    expect(storedBy(parts, 3)).toEqual(storedBy(loops, 3));
  });

  test('as far as it stays short: conditions on outer axes are asked once a row', () => {
    const isAtEdge = (x: Expr): Expr => e.not(e.and(e.lessEqual(e.int(1), x), before(x, 3)));
    const edges = (index: readonly Expr[]): Expr =>
      e.select(
        index.map(isAtEdge).reduce((x, y) => e.or(x, y)),
        e.constant(0, 'f32'),
        loadOf(a, [index[0]!, index[1]!]),
      );
    expect(inParts(kernelOf([4, 4, 4], edges))!.outputs).toHaveLength(7);
    expect(inParts(kernelOf([4, 4, 4, 4], edges))!.outputs).toHaveLength(7);
    const steps =
      (count: number) =>
      ([i, j]: readonly Expr[]): Expr =>
        Array.from({ length: count - 1 }, (_, k) => k + 1).reduceRight(
          (rest, k) => e.select(before(j!, k), e.constant(k, 'f32'), rest),
          loadOf(a, [i!, j!]),
        );
    expect(inParts(kernelOf([4, 20], steps(8)))!.outputs).toHaveLength(8);
    expect(inParts(kernelOf([4, 20], steps(9)))).toBe(null);
    const costly = (count: number) => (index: readonly Expr[]) => e.tanh(e.add(loadOf(b, index), steps(count)(index)));
    expect(inParts(kernelOf([4, 8], costly(4)))).not.toBe(null);
    expect(inParts(kernelOf([4, 8], costly(7)))).toBe(null);
  });

  test('not where parts would need each other', () => {
    const one = e.constant(1, 'f32');
    const own = kernelOf([4, 8], ([i, j], to) => e.select(before(j!, 3), one, loadOf(to, [i!, j!])));
    const other = kernelOf([4, 8], ([i, j], to) => e.select(before(j!, 3), one, loadOf(to, [i!, e.sub(j!, e.int(3))])));
    const sum = kernelOf([4, 8], ([i, j]) =>
      e.select(
        before(j!, 3),
        one,
        e.sum(8, (k) => loadOf(a, [i!, k])),
      ),
    );
    expect(extentsOf(inParts(own))).toEqual([
      [4, 3],
      [4, 5],
    ]);
    expect(inParts(other)).toBe(null);
    expect(inParts(sum)).toBe(null);
  });

  test('not where nothing is chosen, or by more than one place', () => {
    const one = e.constant(1, 'f32');
    expect(inParts(kernelOf([4, 8], ([i, j]) => loadOf(a, [i!, j!])))).toBe(null);
    expect(inParts(kernelOf([4, 8], ([i, j]) => e.select(e.less(i!, j!), one, loadOf(a, [i!, j!]))))).toBe(null);
    expect(inParts(kernelOf([4, 8], ([i, j]) => e.select(before(j!, 8), one, loadOf(a, [i!, j!]))))).toBe(null);
    // Where 100 lies among N places nobody knows.
    expect(inParts(kernelOf(['N'], ([i]) => e.select(before(i!, 100), one, loadOf(a, [i!, e.int(0)]))))).toBe(null);
    // A sum of integers may wrap.
    const far = (x: Expr): Expr => e.add(x, e.int(2147483647));
    expect(inParts(kernelOf([4], ([i]) => e.select(e.less(far(i!), e.int(0)), one, loadOf(a, [i!, i!]))))).toBe(null);
  });

  test('into parts that store the same, whatever is compared', () => {
    const place = fc.integer({ min: -2, max: 9 });
    const comparison = fc
      .record({ axis: fc.nat(1), place, isLess: fc.boolean(), isTurned: fc.boolean(), isNegative: fc.boolean() })
      .map(({ axis, place: at, isLess, isTurned, isNegative }) => (index: readonly Expr[]) => {
        const along = isNegative ? e.sub(e.int(3), index[axis]!) : index[axis]!;
        const compare = isLess ? e.less : e.lessEqual;
        return isTurned ? compare(e.int(at), along) : compare(along, e.int(at));
      });
    const condition = fc
      .tuple(comparison, comparison, fc.constantFrom('and', 'or', 'xor'), fc.boolean())
      .map(([x, y, fn, isNot]) => (index: readonly Expr[]) => {
        const both = e[fn as 'and' | 'or' | 'xor'](x(index), y(index));
        return isNot ? e.not(both) : both;
      });
    const values = [(index: readonly Expr[]) => loadOf(a, index), (index: readonly Expr[]) => loadOf(b, index)];
    let split = 0;
    fc.assert(
      fc.property(
        fc.array(condition, { minLength: 1, maxLength: 3 }),
        fc.constantFrom<Extent>(5, 'N'),
        (whens, outer) => {
          const loops = kernelOf([outer, 8], (index) =>
            whens.reduce<Expr>(
              (rest, when, k) => e.select(when(index), values[k % 2]!(index), rest),
              e.constant(7, 'f32'),
            ),
          );
          const parts = inParts(loops);
          if (!parts) return;
          split++;
          expect(storedBy(parts, 5)).toEqual(storedBy(loops, 5));
        },
      ),
      { numRuns: 300 },
    );
    expect(split).toBeGreaterThan(100);
  });
});

const given = (name: string, shape: readonly Extent[]): Tensor => input(name, { dtype: 'f32', shape });
const [x, z, held, other] = [
  given('x', ['N', 3, 4]),
  given('z', ['N', 3, 4]),
  given('held', [3, 4]),
  given('other', [3, 4]),
];
const isFirst = less(iota([3, 4], { axis: 1 }), 2);
const stored: Readonly<Record<string, Omit<Whole, 'xs'>>> = {
  'one behind the other along the last axis': { ys: [concat([x, z, x], { axis: 2 })] },
  'along an axis in the middle': { ys: [concat([x, z], { axis: 1 })] },
  'along the samples': { ys: [concat([x, z], { axis: 0 })] },
  'one inside the other': {
    ys: [concat([concat([x, z], { axis: 1 }), concat([z, x], { axis: 1 })], { axis: 2 })],
  },
  'with arithmetic around it': {
    ys: [tanh(add(concat([relu(x), z], { axis: 2 }), concat([z, z], { axis: 2 })))],
  },
  'beside another result': {
    ys: [concat([x, z], { axis: 2 }), mul(concat([x, z], { axis: 2 }), concat([z, x], { axis: 2 }))],
  },
  'with a border on all sides': {
    ys: [
      pad(
        x,
        [
          [0, 0],
          [1, 2],
          [2, 3],
        ],
        { value: 0.5 },
      ),
    ],
  },
  'cut off before, and with a border behind': {
    ys: [
      pad(x, [
        [0, 0],
        [-1, 1],
        [2, -1],
      ]),
    ],
  },
  'moved on by a sample': { ys: [concat([slice(z, [0, 0, 0], [1, 3, 4]), x], { axis: 0 })] },
  'over what was there': { ys: [], updates: new Map([[held, where(isFirst, mul(held, other), held)]]) },
};

const asksForPlaces = (value: Value): boolean =>
  value.kind === 'load' ? value.guarded === true : value.dtype === 'bool' && partsOf(value)[0]?.dtype === 'i32';

describe('what programs store in parts', () => {
  const fed = new Map(
    [x, z, held, other].map((tensor, which): [Tensor, NdArray] => {
      const shape = tensor.shape.map((extent) => extentAt(extent, 5));
      const data = Float64Array.from({ length: elements(shape) }, (_, k) => ((k * 7 + which * 3) % 11) / 4 - 1);
      return [tensor, { dtype: 'f32', shape, data }];
    }),
  );

  test.each(Object.entries(stored))('%s', (_, results) => {
    const whole: Whole = { xs: [x, z, held, other], ...results };
    const nests = scheduled(whole, js.profile).schedule.nests;
    expect(nests.flatMap(({ body }) => valuesWithin(body)).filter(asksForPlaces)).toEqual([]);
    for (const runner of Object.values(runners)) expect(faultsOf(whole, runner(whole), fed, 5)).toEqual([]);
  });

  test('shared by threads, all of them', () => {
    const [nest] = scheduled({ xs: [x, z], ys: [concat([x, z], { axis: 0 })] }, js.profile).schedule.nests;
    const { body } = sharedNest(nest!, 1);
    expect(body.flatMap((s) => (s.kind === 'loop' ? [s.shared] : []))).toEqual([true, true]);
  });

  test('a row at a time, however many axes it has', () => {
    const image = given('image', ['N', 5, 6, 3]);
    const bordered = pad(image, [
      [0, 0],
      [1, 2],
      [2, 3],
      [0, 0],
    ]);
    for (const profile of [js.profile, wasm.profile]) {
      const [nest] = scheduled({ xs: [image], ys: [bordered] }, profile).schedule.nests;
      const loops = everyStatement(nest!.body).flatMap((s) => (s.kind === 'loop' && s.loop !== 'vector' ? [s.to] : []));
      // Of rows of 11 times 3 elements above and below, and of 6 times 3 between borders.
      const ends = loops.map((to) => (to.kind === 'number' ? to.value : 'N'));
      expect(ends.filter((end) => end === 33 || end === 66 || end === 18)).toEqual([33, 18, 66]);
    }
  });
});
