import type { Buffer, MapKernel, Step } from './kernel.js';
import { pointOf } from './point.js';

/** One buffer's values into another of its shape. */
export function copyStep(from: Buffer, to: Buffer, reason: string): Step {
  const { index, axes } = pointOf(to.shape);
  const value = { kind: 'load', dtype: from.dtype, from, index } as const;
  const kernel: MapKernel = {
    form: 'map',
    name: `${to.name}/copy`,
    sources: [],
    reasons: [reason],
    axes,
    outputs: [{ buffer: to, index, axes, value }],
  };
  return { kind: 'kernel', kernel };
}
