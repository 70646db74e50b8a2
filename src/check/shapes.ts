import fc from 'fast-check';
import { multiplyExtents, type Extent, type Shape } from '../base/index.js';

/** What random shapes may be like. */
export interface ShapeLimits {
  /** Whether an axis may be N long. */
  readonly batch?: boolean;
  readonly leastRank?: number;
  readonly mostRank?: number;
  /** The least extent; 0 where absent. */
  readonly leastExtent?: number;
}

/** An extent: mostly small, sometimes 0 or 1, sometimes longer than any tile, sometimes N. Shrinks towards the least. */
export function extents({ batch = false, leastExtent = 0 }: ShapeLimits = {}): fc.Arbitrary<Extent> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: Math.max(1, leastExtent), max: 5 }) },
    { weight: 1, arbitrary: fc.integer({ min: leastExtent, max: 1 }) },
    { weight: 1, arbitrary: fc.integer({ min: 6, max: 11 }) },
    { weight: batch ? 3 : 0, arbitrary: fc.constant<Extent>('N') },
  );
}

/** A shape with at most one axis of N. */
export function shapes(limits: ShapeLimits = {}): fc.Arbitrary<Shape> {
  const { leastRank = 0, mostRank = 3 } = limits;
  return fc
    .array(extents(limits), { minLength: leastRank, maxLength: mostRank })
    .map((shape) => onceN(shape, shape.indexOf('N')));
}

const onceN = (shape: readonly Extent[], at: number): Extent[] =>
  shape.map((extent, k) => (extent === 'N' && k !== at ? 3 : extent));

/** Two shapes of the same size: the same factors in the same order, put together in two ways. */
export function regroupings(limits: ShapeLimits = {}): fc.Arbitrary<readonly [Shape, Shape]> {
  const factor = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 3 }) },
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: limits.batch === true ? 2 : 0, arbitrary: fc.constant<Extent>('N') },
  );
  const grouping = fc.array(fc.boolean(), { minLength: 5, maxLength: 5 });
  return fc
    .tuple(fc.array(factor, { maxLength: 4 }), grouping, grouping)
    .map(([factors, a, b]) => [
      grouped(onceN(factors, factors.indexOf('N')), a),
      grouped(onceN(factors, factors.indexOf('N')), b),
    ]);
}

/** Factors multiplied into extents: a new one starts wherever `starts` says so. */
function grouped(factors: readonly Extent[], starts: readonly boolean[]): Extent[] {
  const result: Extent[] = [];
  factors.forEach((factor, k) => {
    const last = result.at(-1);
    if (last === undefined || starts[k]) result.push(factor);
    else result[result.length - 1] = multiplyExtents(last, factor);
  });
  return result;
}
