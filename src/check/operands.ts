import fc from 'fast-check';
import { elements, insert, range, type DType, type NdArray } from '../base/index.js';
import { applyNode, input, type Op, type Sample } from '../graph/index.js';
import { draw } from './random.js';

/** One use of an op: valid shapes and attributes, and operands in the op's domain, away from its kinks. */
export interface Use {
  readonly sample: Sample<unknown>;
  readonly operands: readonly NdArray[];
}

export interface ShapeLimits {
  readonly maxRank?: number;
  readonly minExtent?: number;
  readonly maxExtent?: number;
}

/** Shapes of few elements; they shrink to a scalar. */
export const shapes = ({ maxRank = 3, minExtent = 1, maxExtent = 5 }: ShapeLimits = {}): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: minExtent, max: maxExtent }), { maxLength: maxRank });

/** Arrays of one shape with elements between two bounds; they shrink to the simplest numbers between them. */
export function arrays(
  shape: readonly number[],
  dtype: DType = 'f32',
  [from, to]: readonly [number, number] = [-2, 2],
): fc.Arbitrary<NdArray> {
  const [low, high] = dtype === 'bool' ? [0, 1] : dtype === 'u32' ? [Math.max(0, from), to] : [from, to];
  const steps = dtype === 'f32' ? stepsWithin(high - low) : 1;
  const length = elements(shape);
  return fc
    .array(fc.integer({ min: Math.ceil(low * steps), max: Math.floor(high * steps) }), {
      minLength: length,
      maxLength: length,
    })
    .map((list) => ({ dtype, shape, data: Float64Array.from(list, (value) => value / steps) }));
}

/** How many steps there are from one whole number to the next: a power of ten with 1,000 values or more between the bounds. */
const stepsWithin = (width: number): number => 10 ** Math.max(0, Math.ceil(3 - Math.log10(width || 1)));

/** Operands of a sample, drawn from its domain; drawn again while they lie near a kink. */
export function operandsOfSample({
  shapes: all,
  attrs,
  domain,
  dtypes,
  avoid,
}: Sample<unknown>): fc.Arbitrary<NdArray[]> {
  const each = all.map((shape, k) => arrays(shape, dtypes?.[k] ?? 'f32', domain?.[k]));
  return fc.tuple(...each).filter((values) => !avoid?.(values, attrs));
}

/**
 * Random uses of an op: the samples of its file, with other extents and with axes more, wherever its type rule and its
 * batching rule allow them.
 */
export const operandsOf = (op: Op): fc.Arbitrary<Use> =>
  samplesOf(op).chain((sample) => operandsOfSample(sample).map((operands) => ({ sample, operands })));

/** Random valid shapes and attributes of an op. */
export function samplesOf(op: Op): fc.Arbitrary<Sample<unknown>> {
  const extents = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 6, maxLength: 6 });
  const batches = fc.array(fc.record({ extent: fc.integer({ min: 1, max: 3 }), seed: fc.nat(255) }), { maxLength: 2 });
  return fc.tuple(fc.constantFrom(...op.samples), fc.option(extents), batches).map(([sample, others, more]) => {
    const renamed = others ? withExtents(op, sample as Sample<unknown>, others) : (sample as Sample<unknown>);
    return more.reduce((so, { extent, seed }) => withBatch(op, so, extent, seed), renamed);
  });
}

const mostElements = 48;
const fits = (op: Op, { shapes: all, attrs, dtypes }: Sample<unknown>): boolean => {
  if (all.some((shape) => elements(shape) > mostElements)) return false;
  try {
    const xs = all.map((shape, k) => input(`x${k}`, { dtype: dtypes?.[k] ?? 'f32', shape }));
    return applyNode(op, xs, attrs).results.every(({ shape }) => elements(shape as number[]) <= mostElements);
  } catch {
    return false;
  }
};

/** The sample with each extent, wherever it stands, replaced by another; as it is where the op does not allow that. */
function withExtents(op: Op, sample: Sample<unknown>, others: readonly number[]): Sample<unknown> {
  const known = [...new Set(sample.shapes.flat())].filter((extent) => extent > 0);
  const other = <T>(extent: T): T | number => others[known.indexOf(Number(extent)) % others.length] ?? extent;
  const renamed = { ...sample, shapes: sample.shapes.map((shape) => shape.map(other) as number[]) };
  const { shape } = sample.attrs as { readonly shape?: readonly (number | string)[] };
  const along = shape && { ...renamed, attrs: { ...(sample.attrs as object), shape: shape.map(other) } };
  return [along, renamed].find((one) => one && fits(op, one)) ?? sample;
}

/** The sample with an axis more in every operand, where the batching rule gives a single node of the same op. */
function withBatch(op: Op, sample: Sample<unknown>, extent: number, seed: number): Sample<unknown> {
  if (sample.shapes.length === 0) return sample;
  const xs = sample.shapes.map((shape, k) => {
    const axis = (seed >> (2 * k)) % (shape.length + 1);
    return {
      axis,
      x: input(`x${k}`, { dtype: sample.dtypes?.[k] ?? 'f32', shape: insert(shape, axis, extent) }),
    };
  });
  const node = op.batch(xs, sample.attrs)[0]?.x.node;
  if (node?.op !== op) return sample;
  const { inputs, attrs } = node;
  const batched = { ...sample, shapes: inputs.map(({ shape }) => shape as number[]), attrs: attrs as unknown };
  const sameRoles = inputs.length === sample.shapes.length && inputs.every((x, k) => x.dtype === xs[k]!.x.dtype);
  return sameRoles && fits(op, batched) ? batched : sample;
}

/** The same without fast-check: operands of a sample for one seed. */
export function drawOperands(sample: Sample<unknown>, random: () => number): NdArray[] {
  for (const _ of range(1000)) {
    const values = sample.shapes.map((shape, k) =>
      draw(shape, random, sample.dtypes?.[k] ?? 'f32', sample.domain?.[k]),
    );
    if (!sample.avoid?.(values, sample.attrs)) return values;
  }
  throw new RangeError('no operands away from kinks were found');
}
