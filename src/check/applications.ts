import fc from 'fast-check';
import { condOp, scanOp, whileOp } from '../autodiff/index.js';
import {
  elements,
  insert,
  range,
  shapeAt,
  unreachable,
  stridesOf,
  type DType,
  type Extent,
  type NdArray,
  type Shape,
} from '../base/index.js';
import { input, type Op, type Sample, type Tensor } from '../graph/index.js';
import {
  argMaxOp,
  broadcastOp,
  choleskyOp,
  concatOp,
  constantOp,
  contractOp,
  convolveOp,
  cumLogSumExpOp,
  cumMaxOp,
  cumProdOp,
  cumSumOp,
  dynamicSliceOp,
  dynamicUpdateSliceOp,
  extentOp,
  gatherOp,
  iotaOp,
  linearRecurrenceOp,
  padOp,
  randomBitsOp,
  reduceMaxOp,
  reduceMinOp,
  reduceProdOp,
  reduceSumOp,
  reshapeOp,
  reverseOp,
  scatterAddOp,
  scatterMaxOp,
  scatterSetOp,
  searchSortedOp,
  sliceOp,
  sortOp,
  topKOp,
  transposeOp,
  triangularSolveOp,
  windowArgMaxOp,
  windowMaxOp,
  windowSumOp,
} from '../ops/index.js';
import { convolutions, windowsOver } from './convolutions.js';
import { anyDtype, usual } from './domains.js';
import { application } from './application.js';
import { gathering, scattering, slicingAt, updatingAt } from './indexed.js';
import { factoring, ordering, running, searching, selecting, solving } from './ordered.js';
import { randomCond, randomScan, randomWhile } from './controlFlow.js';
import { randomNumbers } from './random.js';
import { extents, regroupings, shapes, type ShapeLimits } from './shapes.js';

/** An operand to draw values for. */
export interface OperandSpec {
  readonly dtype: DType;
  readonly shape: Shape;
  /** Bounds of its elements, both included. */
  readonly domain: readonly [number, number];
}

/** One valid use of an op: operands that its type rule takes, and attributes. */
export interface Application {
  readonly op: Op;
  readonly operands: readonly OperandSpec[];
  readonly attrs: unknown;
  /** True at values near a kink, a tie or a jump, where differences say nothing about the derivative. */
  readonly avoid?: (values: readonly NdArray[]) => boolean;
  /** Moves values that were drawn to where the op means something. */
  readonly within?: Sample<unknown>['within'];
}

/** Random valid uses of an op of the table; with `batch`, some of them have axes of N. */
export function applicationsOf(op: Op, limits: ShapeLimits = {}): fc.Arbitrary<Application> {
  const own = families.get(op)?.(op, limits) ?? (isElementwise(op) ? elementwise(op, limits) : fromSamples(op));
  return own.filter(isValid);
}

/** An op's samples as they are. */
export const sampleApplications = (op: Op): Application[] =>
  op.samples.map((sample) => application(op, sample, sample.shapes));

/** Where ties are avoided, more elements than this would hardly ever be drawn apart. */
const mostApart = 16;
const mostElements = 400;

const sizeAtUsualBatch = (shape: Shape): number => elements(shapeAt(shape, 3));

function isValid({ op, operands, attrs, avoid }: Application): boolean {
  const most = avoid ? mostApart : mostElements;
  if (operands.some(({ shape }) => sizeAtUsualBatch(shape) > most)) return false;
  try {
    op.type(
      operands.map((operand, k) => input(`x${k}`, operand)),
      attrs,
    );
    return true;
  } catch {
    return false;
  }
}

export type Family = (op: Op, limits: ShapeLimits) => fc.Arbitrary<Application>;

/** An op whose attributes, if it has any, say nothing of shapes. */
const isElementwise = ({ samples }: Op): boolean =>
  samples.every(({ shapes: own }) => own.length > 0 && own.every((shape) => String(shape) === String(own[0])));

const elementwise: Family = (op, limits) =>
  fc.tuple(fc.constantFrom(...op.samples), shapes(limits)).map(([sample, shape]) =>
    application(
      op,
      sample,
      sample.shapes.map(() => shape),
    ),
  );

const fromSamples = (op: Op): fc.Arbitrary<Application> => fc.constantFrom(...sampleApplications(op));

/** An operand that is only moved: of any dtype. */
function moved(op: Op, shape: Shape, dtype: DType, attrs: unknown): Application {
  return { op, attrs, operands: [{ shape, dtype, domain: usual }] };
}

const someOf = <T>(list: readonly T[]): fc.Arbitrary<T[]> => fc.shuffledSubarray([...list]);

const reduction: Family = (op, limits) =>
  fc
    .tuple(fc.constantFrom(...op.samples), shapes(limits))
    .chain(([sample, shape]) => someOf(range(shape.length)).map((axes) => application(op, sample, [shape], { axes })));

const argMax: Family = (op, limits) =>
  fc
    .tuple(fc.constantFrom(...op.samples), shapes({ ...limits, leastRank: 1 }))
    .chain(([sample, shape]) => fc.nat(shape.length - 1).map((axis) => application(op, sample, [shape], { axis })));

const broadcasting: Family = (op, limits) =>
  fc.tuple(shapes(limits), anyDtype).chain(([shape, dtype]) =>
    fc.subarray(range(shape.length)).map((axes) =>
      moved(
        op,
        axes.map((axis) => shape[axis]!),
        dtype,
        { shape, axes },
      ),
    ),
  );

const reshaping: Family = (op, limits) =>
  fc.tuple(regroupings(limits), anyDtype).map(([[from, to], dtype]) => moved(op, from, dtype, { shape: to }));

const transposing: Family = (op, limits) =>
  fc
    .tuple(shapes(limits), anyDtype)
    .chain(([shape, dtype]) =>
      fc
        .shuffledSubarray(range(shape.length), { minLength: shape.length })
        .map((permutation) => moved(op, shape, dtype, { permutation })),
    );

const reversing: Family = (op, limits) =>
  fc
    .tuple(shapes(limits), anyDtype)
    .chain(([shape, dtype]) => someOf(range(shape.length)).map((axes) => moved(op, shape, dtype, { axes })));

/** The part of one axis that is taken. */
const part = (extent: Extent): fc.Arbitrary<{ start: Extent; end: Extent; stride: number }> => {
  if (typeof extent !== 'number')
    return fc.record({ start: fc.constantFrom<Extent>(0, 1), end: fc.constant(extent), stride: fc.constant(1) });
  return fc
    .record({ start: fc.nat(extent), end: fc.nat(extent), stride: fc.integer({ min: 1, max: 3 }) })
    .map(({ start, end, stride }) => ({ start: Math.min(start, end), end: Math.max(start, end), stride }));
};

const slicing: Family = (op, limits) =>
  fc.tuple(shapes(limits), anyDtype).chain(([shape, dtype]) =>
    fc.tuple(...shape.map(part)).map((parts) =>
      moved(op, shape, dtype, {
        starts: parts.map(({ start }) => start),
        ends: parts.map(({ end }) => end),
        strides: parts.map(({ stride }) => stride),
      }),
    ),
  );

const padding: Family = (op, limits) =>
  fc.tuple(shapes(limits), anyDtype, fc.constantFrom(0, 1, -2)).chain(([shape, dtype, value]) => {
    const widths = (min: number, max: number): fc.Arbitrary<number[]> =>
      fc.array(fc.integer({ min, max }), { minLength: shape.length, maxLength: shape.length });
    return fc
      .tuple(widths(-2, 2), widths(-2, 2), widths(0, 2))
      .map(([low, high, interior]) =>
        moved(op, shape, dtype, { low, high, interior, value: dtype === 'f32' ? value : Math.abs(value) % 2 }),
      );
  });

const concatenation: Family = (op, limits) =>
  fc.tuple(shapes({ ...limits, leastRank: 1 }), anyDtype).chain(([shape, dtype]) =>
    fc.nat(shape.length - 1).chain((axis) => {
      const batch = limits.batch === true && !shape.includes('N');
      return fc.array(extents({ ...limits, batch }), { minLength: 1, maxLength: 3 }).map((own): Application => {
        const operand = (extent: Extent): OperandSpec => ({
          dtype,
          domain: usual,
          shape: shape.map((other, k) => (k === axis ? extent : other)),
        });
        return { op, attrs: { axis }, operands: own.map(operand) };
      });
    }),
  );

const convolving: Family = (op, limits) =>
  fc
    .tuple(convolutions(limits), fc.constantFrom(...op.samples))
    .map(([{ shapes: own, attrs }, sample]) => application(op, sample, own, attrs));

const windowing: Family = (op, limits) =>
  fc.tuple(shapes(limits), fc.constantFrom(...op.samples)).chain(([shape, sample]) =>
    windowsOver(shape, op === windowSumOp ? 3 : 1).map((windows) => {
      const steps = stridesOf(windows.map(({ axis }) => Number(shape[axis])));
      const attrs = op === windowArgMaxOp ? { windows, first: 0, steps } : { windows };
      return application(op, sample, [shape], attrs);
    }),
  );

/** Axes that both operands have come in any order in each. */
const contraction: Family = (op, limits) =>
  fc
    .record({
      batch: shapes({ mostRank: 1, ...limits }),
      sum: shapes({ mostRank: 2 }),
      left: shapes({ mostRank: 2 }),
      right: shapes({ mostRank: 2 }),
      longSum: fc.boolean(),
    })
    .chain(({ batch, sum, left, right, longSum }) => {
      const summed: Shape = limits.batch === true && longSum && !batch.includes('N') ? insert([...sum], 0, 'N') : sum;
      const kinds = { batch, sum: summed };
      return fc
        .tuple(placesOf(kinds, left), placesOf(kinds, right), fc.constantFrom(...op.samples))
        .map(([a, b, sample]) =>
          application(op, sample, [a.shape, b.shape], { batch: [a.batch, b.batch], sum: [a.sum, b.sum] }),
        );
    });

/** An operand's axes in random order, with the places of those that it shares. */
function placesOf({ batch, sum }: { readonly batch: Shape; readonly sum: Shape }, own: Shape) {
  const all = [...batch, ...sum, ...own];
  return fc.shuffledSubarray(range(all.length), { minLength: all.length }).map((order) => {
    const at = range(all.length).map((k) => order.indexOf(k));
    return {
      shape: order.map((k) => all[k]!),
      batch: at.slice(0, batch.length),
      sum: at.slice(batch.length, batch.length + sum.length),
    };
  });
}

const leaf = (op: Op, attrs: unknown): Application => ({ op, attrs, operands: [] });

const counting: Family = (op, limits) =>
  fc
    .tuple(shapes({ ...limits, leastRank: 1 }), fc.constantFrom<DType>('i32', 'u32', 'f32'))
    .chain(([shape, dtype]) => fc.nat(shape.length - 1).map((axis) => leaf(op, { shape, axis, dtype })));

const tables: Family = (op) =>
  fc
    .array(fc.integer({ min: -3, max: 3 }), { maxLength: 9 })
    .map((data) => leaf(op, { dtype: 'f32', shape: [data.length], data }));

const lengths: Family = (op, limits) =>
  fc.tuple(extents(limits), fc.constantFrom<DType>('i32', 'f32')).map(([extent, dtype]) => leaf(op, { extent, dtype }));

const bits: Family = (op, limits) =>
  fc.tuple(shapes(limits), fc.nat(3), fc.constantFrom<Shape>([2], [3, 2])).map(([shape, stream, key]): Application => ({
    op,
    attrs: { shape, stream },
    operands: [{ shape: key, dtype: 'u32', domain: [0, 4294967295] }],
  }));

/** Loops and branches over operands of some shapes, each with a body of its own. */
const flowing =
  (make: (pool: readonly Tensor[], random: () => number) => readonly Tensor[]): Family =>
  (op, limits) =>
    fc.tuple(shapes({ mostRank: 2, ...limits, leastRank: 1 }), fc.nat(1_000_000)).map(([shape, seed]): Application => {
      const pool = [shape, shape, shape.slice(1)].map((own, k) => input(`x${k}`, { dtype: 'f32', shape: own }));
      const made = make(pool, randomNumbers(seed)).find(({ node }) => node.op === op);
      const { inputs, attrs } = made?.node ?? unreachable(`a random ${op.name} is one`);
      const domain = (dtype: DType): readonly [number, number] => (dtype === 'f32' ? usual : [0, 1]);
      return {
        op,
        attrs: attrs as unknown,
        operands: inputs.map((x) => ({ dtype: x.dtype, shape: x.shape, domain: domain(x.dtype) })),
      };
    });

const families: ReadonlyMap<Op, Family> = new Map<Op, Family>([
  [condOp, flowing(randomCond)],
  [scanOp, flowing(randomScan)],
  [whileOp, flowing(randomWhile)],
  [reduceSumOp, reduction],
  [reduceProdOp, reduction],
  [reduceMaxOp, reduction],
  [reduceMinOp, reduction],
  [argMaxOp, argMax],
  [broadcastOp, broadcasting],
  [reshapeOp, reshaping],
  [transposeOp, transposing],
  [reverseOp, reversing],
  [sliceOp, slicing],
  [padOp, padding],
  [concatOp, concatenation],
  [contractOp, contraction],
  [convolveOp, convolving],
  [windowArgMaxOp, windowing],
  [windowMaxOp, windowing],
  [windowSumOp, windowing],
  [gatherOp, gathering],
  [scatterAddOp, scattering],
  [scatterMaxOp, scattering],
  [scatterSetOp, scattering],
  [cumLogSumExpOp, running],
  [cumMaxOp, running],
  [cumProdOp, running],
  [cumSumOp, running],
  [linearRecurrenceOp, running],
  [sortOp, ordering],
  [topKOp, selecting],
  [searchSortedOp, searching],
  [choleskyOp, factoring],
  [triangularSolveOp, solving],
  [dynamicSliceOp, slicingAt],
  [dynamicUpdateSliceOp, updatingAt],
  [iotaOp, counting],
  [constantOp, tables],
  [extentOp, lengths],
  [randomBitsOp, bits],
]);
