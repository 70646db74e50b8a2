import type { Samples } from './samples.js';

/** What rescale does to each number. */
export interface RescaleOptions {
  readonly scale: number;
  /** Added after scaling; 0 where absent. */
  readonly offset?: number;
}

/** `value · scale + offset` as f32, as Keras' Rescaling: { scale: 1 / 255 } takes bytes of pixels to 0 … 1. */
export function rescale({ shape, data }: Samples, { scale, offset = 0 }: RescaleOptions): Samples<Float32Array> {
  const result = new Float32Array(data.length);
  for (let k = 0; k < data.length; k++) result[k] = data[k]! * scale + offset;
  return { shape, data: result };
}
