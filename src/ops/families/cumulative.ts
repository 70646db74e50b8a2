import { badAttribute, type DType, type NdArray } from '../../base/index.js';
import { e, runnings, type Running } from '../../expr/index.js';
import { apply, type Op, type Sample, type Tensor } from '../../graph/index.js';
// First: what calls this while the files are still loading needs it.
import { single, type SingleBackward } from './single.js';
import { besideBatch } from './batching.js';
import { requireDtypes } from './elementwise.js';
import { element, tabulate } from './ndarray.js';

export interface CumulativeAttrs {
  /** The axis along which elements are combined. */
  readonly axis: number;
  /** From the axis' end to its start. */
  readonly reverse: boolean;
  /** Each element holds what stands before it, itself left out. */
  readonly exclusive: boolean;
}

interface Rules {
  readonly name: string;
  /** The public function. */
  readonly called: string;
  readonly dtypes: readonly DType[];
  readonly running: Running;
  vjp(node: SingleBackward<['x'], CumulativeAttrs>): [Tensor | null];
  /** What an element holds of the elements up to it. */
  reference(values: readonly number[], dtype: DType): number;
  readonly avoid?: (values: readonly NdArray[], attrs: CumulativeAttrs) => boolean;
}

/** Ops whose element k combines the elements 0 … k along an axis. */
export function cumulative(rules: Rules): Op<CumulativeAttrs> {
  const { name, called, dtypes, running, vjp } = rules;
  const op: Op<CumulativeAttrs> = single<['x'], CumulativeAttrs>({
    name,
    called,
    operands: ['x'],
    type: ([x], { axis }) => {
      requireDtypes(called, [x], dtypes);
      requireAxis(called, axis, x);
      return { dtype: x.dtype, shape: x.shape };
    },
    vjp,
    batch: ([{ x, axis }], attrs) => {
      const batch = axis ?? 0;
      return { x: apply(op, [x], { ...attrs, axis: besideBatch(attrs.axis, batch) }), axis: batch };
    },
    lower: ([x], [{ dtype, shape }], { axis, reverse, exclusive }) => {
      if (shape[axis] !== 1) return { form: 'prefix', axis, running, reverse, exclusive, values: [x] };
      const { identity, result } = runnings[running];
      const none = result(identity(dtype).map((value) => e.constant(value, dtype)));
      return exclusive ? () => none : x;
    },
    reference: ([x], { axis, reverse, exclusive }) =>
      tabulate(x.dtype, x.shape, (index) =>
        rules.reference(
          placesUpTo(index[axis]!, x.shape[axis]!, { reverse, exclusive }).map((k) => element(x, index.with(axis, k))),
          x.dtype,
        ),
      ),
    samples: samplesOf(rules),
  });
  return op;
}

/** The places that count for place `at`, in the order in which they are combined. */
export function placesUpTo(
  at: number,
  extent: number,
  { reverse, exclusive }: Omit<CumulativeAttrs, 'axis'>,
): number[] {
  const places = Array.from({ length: extent }, (_, k) => (reverse ? extent - 1 - k : k));
  return places.slice(0, places.indexOf(at) + (exclusive ? 0 : 1));
}

/** Throws unless this is an axis of x. */
export function requireAxis(op: string, axis: number, { shape }: Tensor): void {
  if (Number.isInteger(axis) && axis >= 0 && axis < shape.length) return;
  throw badAttribute(op, 'axis', String(axis), `an axis of [${shape.join(', ')}]`);
}

function samplesOf({ dtypes, avoid }: Rules): Sample<CumulativeAttrs>[] {
  const sample = (
    shape: readonly number[],
    axis: number,
    { dtype = 'f32', reverse = false, exclusive = false }: Partial<CumulativeAttrs> & { dtype?: DType } = {},
  ): Sample<CumulativeAttrs> => ({
    shapes: [shape],
    attrs: { axis, reverse, exclusive },
    dtypes: [dtype],
    ...(avoid && dtype === 'f32' && { avoid }),
  });
  return [
    sample([5], 0),
    sample([3, 4], 0),
    sample([3, 4], 1, { reverse: true }),
    sample([2, 3, 2], 1, { exclusive: true }),
    sample([4], 0, { reverse: true, exclusive: true }),
    sample([2, 1], 1),
    sample([1, 3], 0, { exclusive: true }),
    sample([0, 3], 0),
    sample([3, 0], 0, { reverse: true }),
    ...dtypes.filter((dtype) => dtype !== 'f32').map((dtype) => sample([2, 3], 1, { dtype })),
  ];
}
