import {
  badAttribute,
  dtypeMismatch,
  dtypes,
  elements,
  insert,
  neverAbove,
  optionsOf,
  scaleExtent,
  stridesOf,
  subtractExtents,
  valueText,
  type Extent,
} from '../base/index.js';
import { e, type Expr } from '../expr/index.js';
import { apply, type Op, type Tensor } from '../graph/index.js';
import { broadcastTo } from './composed/reshaping.js';
import { fail, tensorOf, type Operand } from './families/operand.js';
import { single } from './families/single.js';
import { copyStrided } from './families/strided.js';
import { isWhole, paddedExtent, requireAxisList } from './families/window.js';
import { sliceOp } from './slice.js';

export interface PadAttrs {
  /** Places before each axis; negative ones cut off. */
  readonly low: readonly Extent[];
  /** Places behind each axis; negative ones cut off. */
  readonly high: readonly Extent[];
  /** Places between two neighbours along each axis. */
  readonly interior: readonly number[];
  readonly value: number;
}

/** The operand with a value around it and between its elements. */
export const padOp: Op<PadAttrs> = single<['x'], PadAttrs>({
  name: 'pad',
  operands: ['x'],
  type: ([{ dtype, shape }], { low, high, interior, value }) => {
    if (dtype !== 'f32' && !Number.isInteger(value))
      throw dtypeMismatch('pad', `the value ${value} and ${dtype}`, 'an integer');
    return { dtype, shape: shape.map((extent, k) => padded(extent, low[k] ?? 0, high[k] ?? 0, interior[k] ?? 0)) };
  },
  vjp: ({ inputs: [x], attrs, dy }) => [takenBack(x, dy, attrs)],
  batch: ([{ x, axis }], { low, high, interior, value }) => {
    const at = axis ?? 0;
    const attrs = { low: insert(low, at, 0), high: insert(high, at, 0), interior: insert(interior, at, 0), value };
    return { x: apply(padOp, [x], attrs), axis: at };
  },
  lower:
    ([x], [{ dtype, shape }], { low, interior, value }) =>
    (index) => {
      const places = index.map((i, k) => e.sub(i, e.extent(low[k]!)));
      const steps = interior.map((between) => e.int(between + 1));
      const from = places.map((place, k) => e.idiv(place, steps[k]!));
      const inside = from.map((i, k) => e.and(onStep(places[k]!, steps[k]!), e.isInside(i, shape[k]!)));
      const when = inside.reduce((all, one) => e.and(all, one), e.constant(1, 'bool'));
      return e.select(when, x(from), e.constant(value, dtype));
    },
  reference: ([x], { low, high, interior, value }, at) => {
    const shape = x.shape.map((extent, k) => Number(paddedExtent(extent, at(low[k]!), at(high[k]!), interior[k]!)));
    const data = new Float64Array(elements(shape)).fill(dtypes[x.dtype].wrap(value));
    const steps = interior.map((between) => between + 1);
    // Along each axis, the elements from the first to before the last that are not cut off.
    const first = shape.map((_, k) => Math.max(0, Math.ceil(-at(low[k]!) / steps[k]!)));
    const kept = shape.map((extent, k) => {
      const end = Math.min(x.shape[k]!, Math.ceil((extent - at(low[k]!)) / steps[k]!));
      return Math.max(0, end - first[k]!);
    });
    const [inX, inResult] = [stridesOf(x.shape), stridesOf(shape)];
    const sumOf = (places: readonly number[], strides: readonly number[]): number =>
      places.reduce((sum, place, k) => sum + place * strides[k]!, 0);
    const landing = first.map((place, k) => at(low[k]!) + place * steps[k]!);
    copyStrided(
      kept,
      { data: x.data, offset: sumOf(first, inX), steps: inX },
      { data, offset: sumOf(landing, inResult), steps: inResult.map((stride, k) => stride * steps[k]!) },
    );
    return { dtype: x.dtype, shape, data };
  },
  samples: [
    { shapes: [[3]], attrs: { low: [1], high: [2], interior: [0], value: 0 } },
    { shapes: [[3]], attrs: { low: [0], high: [1], interior: [2], value: 1.5 } },
    { shapes: [[2, 3]], attrs: { low: [0, 2], high: [1, 0], interior: [1, 0], value: 0 } },
    { shapes: [[5]], attrs: { low: [-1], high: [-2], interior: [0], value: 0 } },
    { shapes: [[4]], attrs: { low: [-2], high: [1], interior: [1], value: 0 } },
    { shapes: [[0]], attrs: { low: [1], high: [1], interior: [3], value: 2 } },
    { shapes: [[1, 1]], attrs: { low: [0, 0], high: [0, 1], interior: [3, 0], value: 0 } },
    { shapes: [[]], attrs: { low: [], high: [], interior: [], value: 0 } },
    { shapes: [[3]], attrs: { low: [1], high: [0], interior: [0], value: 7 }, dtypes: ['i32'] },
  ],
});

/** x with `widths[k] = [before, behind]` places of `value` around axis k. */
export function pad(
  x: Operand,
  widths: readonly (readonly [before: number, behind: number])[],
  options: { readonly value?: number } = {},
): Tensor {
  const { value } = optionsOf('pad', options, { value: 0 });
  const tensor = tensorOf(x, 'pad');
  requireAxisList('pad', 'widths', widths, { rank: tensor.shape.length, whole: true });
  const isPair = (pair: unknown): boolean => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isInteger);
  const wrong = widths.find((pair) => !isPair(pair));
  if (wrong !== undefined) {
    const found = Array.isArray(wrong) ? `[${wrong.join(', ')}]` : valueText(wrong);
    fail(badAttribute('pad', 'a width', found, 'two integers, before and behind'));
  }
  const [low, high] = [widths.map(([before]) => before), widths.map(([, behind]) => behind)];
  return apply(padOp, [tensor], { low, high, interior: widths.map(() => 0), value });
}

/** Whether a place is a multiple of a step. */
export const onStep = (place: Expr, step: Expr): Expr => {
  const rest = e.mod(place, step);
  return rest.kind === 'constant' ? e.constant(rest.value === 0 ? 1 : 0, 'bool') : e.equal(rest, e.int(0));
};

function padded(extent: Extent, low: Extent, high: Extent, interior: number): Extent {
  if (!Number.isInteger(interior) || interior < 0)
    throw badAttribute('pad', 'interior', String(interior), 'an integer of at least 0');
  const result = paddedExtent(extent, low, high, interior);
  if (!isWhole(low) || !isWhole(high) || !neverAbove(0, result)) {
    throw badAttribute(
      'pad',
      'the width',
      `${low} before and ${high} behind`,
      `integers that leave something of ${extent}`,
    );
  }
  return result;
}

/** What of dy stands at the elements' places: padded the other way, then each step taken. */
function takenBack(x: Tensor, dy: Tensor, { low, high, interior }: PadAttrs): Tensor {
  const zeros = interior.map(() => 0);
  const opposite = (widths: readonly Extent[]): Extent[] => widths.map((width) => scaleExtent(width, -1));
  const cut = low.every((width) => neverAbove(0, width)) && high.every((width) => neverAbove(0, width));
  // Nothing of dy belongs to an empty operand.
  if (x.shape.includes(0)) return broadcastTo(0, x.shape);
  const strides = interior.map((between) => between + 1);
  if (cut) {
    const ends = dy.shape.map((extent, k) => subtractExtents(extent, high[k]!));
    return apply(sliceOp, [dy], { starts: low, ends, strides });
  }
  const whole = apply(padOp, [dy], { low: opposite(low), high: opposite(high), interior: zeros, value: 0 });
  if (interior.every((between) => between === 0)) return whole;
  return apply(sliceOp, [whole], { starts: zeros, ends: whole.shape, strides });
}
