import fc from 'fast-check';
import { expect, test } from 'vitest';
import { extentAt, neverAbove, type Extent, type NdArray } from '../../src/base/index.js';
import { e, evaluateExpr, inside, interval, type Axis, type Expr, type Readable } from '../../src/expr/index.js';
import { linearAddress, nested } from '../../src/schedule/address.js';

// Index arithmetic is simplified as it is built, and bounded without running it: against plain numbers.

/** A place to evaluate at: N, and how far along each axis. */
interface Place {
  readonly n: number;
  readonly along: readonly number[];
}

/** An expression beside what it should be, in plain numbers. */
interface Pair {
  readonly x: Expr;
  readonly value: (place: Place) => number;
}

const extents: readonly Extent[] = [5, 1, 'N', 'N+1', '2N', 12];
const axes: readonly Axis[] = extents.map((extent) => e.axis(extent));
/** What an index may be loaded from: nothing bounds it. */
const table: Readable = { name: 'table', dtype: 'i32', shape: [5] };
const loaded = [-3, 40, 0, 7, 2];
const buffers = new Map<Readable, NdArray>([[table, { dtype: 'i32', shape: [5], data: Float64Array.from(loaded) }]]);

const around = (n: number) => ({ n, buffers });
const evaluated = (x: Expr, { n, along }: Place): number =>
  evaluateExpr(x, new Map(axes.map((axis, k) => [axis, along[k]!])), around(n));

const places: fc.Arbitrary<Place> = fc
  .record({
    n: fc.integer({ min: 1, max: 9 }),
    parts: fc.tuple(...axes.map(() => fc.double({ min: 0, max: 0.999, noNaN: true }))),
  })
  .map(({ n, parts }) => ({ n, along: parts.map((part, k) => Math.floor(part * extentAt(extents[k]!, n))) }));

const extent = fc.constantFrom<Extent>('N', 'N+1', '2N', '3N-2', 1, 4, 7);
const leaves: fc.Arbitrary<Pair> = fc.oneof(
  fc.nat(axes.length - 1).map((k): Pair => ({ x: axes[k]!, value: ({ along }) => along[k]! })),
  fc.integer({ min: -9, max: 24 }).map((c): Pair => ({ x: e.int(c), value: () => c })),
  extent.map((own): Pair => ({ x: e.extent(own), value: ({ n }) => extentAt(own, n) })),
  fc.constant<Pair>({
    x: { kind: 'load', dtype: 'i32', from: table, index: [axes[0]!] },
    value: ({ along }) => loaded[along[0]!]!,
  }),
);

type Two = (a: Expr, b: Expr) => Expr;
const twos: readonly (readonly [Two, (a: number, b: number) => number])[] = [
  [e.add, (a, b) => a + b],
  [e.add, (a, b) => a + b],
  [e.sub, (a, b) => a - b],
  [e.mul, (a, b) => a * b],
  [e.min, Math.min],
  [e.max, Math.max],
];
const floorDivide = (a: number, b: number): number => Math.floor(a / b);
const remainder = (a: number, b: number): number => a - b * Math.floor(a / b);

const pairs: fc.Arbitrary<Pair> = fc.letrec<{ pair: Pair }>((tie) => {
  const two = fc.tuple(fc.constantFrom(...twos), tie('pair'), tie('pair')).map(([[build, meaning], a, b]): Pair => {
    return { x: build(a.x, b.x), value: (at) => meaning(a.value(at), b.value(at)) };
  });
  const scaled = fc.tuple(tie('pair'), fc.integer({ min: -6, max: 12 })).map(([a, c]): Pair => {
    return { x: e.mul(a.x, e.int(c)), value: (at) => a.value(at) * c };
  });
  const divisors = fc.oneof(extent, fc.integer({ min: 1, max: 12 }));
  const divided = fc.tuple(tie('pair'), divisors, fc.boolean()).map(([a, by, whole]): Pair => {
    const meaning = whole ? floorDivide : remainder;
    const build = whole ? e.idiv : e.mod;
    return { x: build(a.x, e.extent(by)), value: (at) => meaning(a.value(at), extentAt(by, at.n)) };
  });
  // What a reshape makes: the whole and the part of one index, put together again.
  const rejoined = fc
    .tuple(tie('pair'), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 3 }))
    .map(([a, c, factor]): Pair => ({
      x: e.mul(e.add(e.mul(e.idiv(a.x, e.int(c)), e.int(c)), e.mod(a.x, e.int(c))), e.int(factor)),
      value: (at) => a.value(at) * factor,
    }));
  const clamped = fc.tuple(tie('pair'), extent).map(([a, within]): Pair => {
    const value = (at: Place): number => Math.max(0, Math.min(a.value(at), extentAt(within, at.n) - 1));
    return { x: e.clamp(a.x, within), value };
  });
  const chosen = fc.tuple(tie('pair'), extent, tie('pair'), tie('pair')).map(([a, within, then, otherwise]): Pair => {
    const isInside = (at: Place): boolean => a.value(at) >= 0 && a.value(at) < extentAt(within, at.n);
    return {
      x: e.select(e.isInside(a.x, within), then.x, otherwise.x),
      value: (at) => (isInside(at) ? then : otherwise).value(at),
    };
  });
  const one = { maxDepth: 4, depthIdentifier: 'index' } as const;
  return { pair: fc.oneof(one, leaves, two, scaled, divided, rejoined, clamped, chosen) };
}).pair;

const text = ({ n, along }: Place): string => `N = ${n}, at ${along.join()}`;

test('simplified indices have the values of what was written', () => {
  fc.assert(
    fc.property(pairs, fc.array(places, { minLength: 4, maxLength: 4 }), ({ x, value }, all) => {
      for (const place of all) {
        const expected = value(place);
        fc.pre(Math.abs(expected) < 2 ** 31);
        expect(evaluated(x, place), text(place)).toBe(expected === 0 ? 0 : expected);
      }
    }),
    { numRuns: 4000 },
  );
});

test('an index lies between its bounds, for every N', () => {
  let known = 0;
  fc.assert(
    fc.property(pairs, fc.array(places, { minLength: 8, maxLength: 8 }), ({ x, value }, all) => {
      const bounds = interval(x);
      if (bounds === null) return;
      known++;
      for (const place of all) {
        const expected = value(place);
        expect(expected, text(place)).toBeGreaterThanOrEqual(extentAt(bounds.low, place.n));
        expect(expected, text(place)).toBeLessThanOrEqual(extentAt(bounds.high, place.n));
      }
    }),
    { numRuns: 4000 },
  );
  expect(known).toBeGreaterThan(1500);
});

test('what is proved inside an extent is inside for every N', () => {
  let proved = 0;
  fc.assert(
    fc.property(pairs, extent, fc.array(places, { minLength: 8, maxLength: 8 }), ({ x, value }, within, all) => {
      const bounds = interval(x);
      if (bounds === null || !inside(bounds, within)) return;
      proved++;
      for (const place of all) {
        const expected = value(place);
        expect(expected >= 0 && expected < extentAt(within, place.n), text(place)).toBe(true);
      }
    }),
    { numRuns: 4000 },
  );
  expect(proved).toBeGreaterThan(300);
});

test('extents are compared for every N at once', () => {
  const affines = fc
    .record({ n: fc.integer({ min: -3, max: 3 }), plus: fc.integer({ min: -9, max: 9 }) })
    .map(({ n, plus }): Extent => {
      if (n === 0) return plus;
      const head = n === 1 ? 'N' : n === -1 ? '-N' : `${n}N`;
      return plus === 0 ? head : `${head}${plus > 0 ? '+' : ''}${plus}`;
    });
  fc.assert(
    fc.property(affines, affines, (a, b) => {
      // Two lines that cross do so below N = 20.
      const always = Array.from({ length: 40 }, (_, k) => k + 1).every((n) => extentAt(a, n) <= extentAt(b, n));
      expect(neverAbove(a, b)).toBe(always);
    }),
    { numRuns: 1000 },
  );
});

test('an address is the row-major place of an index, however it is nested', () => {
  const shapes = fc.array(fc.constantFrom<Extent>(1, 3, 'N', 'N+1', 4), { minLength: 1, maxLength: 4 });
  const used = shapes.chain((shape) =>
    fc.tuple(fc.constant(shape), fc.array(pairs, { minLength: shape.length, maxLength: shape.length }), places),
  );
  fc.assert(
    fc.property(used, ([shape, index, place]) => {
      const at = linearAddress(
        shape,
        index.map(({ x }) => x),
      );
      const expected = index.reduce((sum, { value }, k) => sum * extentAt(shape[k]!, place.n) + value(place), 0);
      fc.pre(Math.abs(expected) < 2 ** 31);
      const whole = expected === 0 ? 0 : expected;
      expect(evaluated(at, place)).toBe(whole);
      expect(
        evaluated(
          nested(at, (axis) => axes.indexOf(axis)),
          place,
        ),
      ).toBe(whole);
    }),
    { numRuns: 2000 },
  );
});
