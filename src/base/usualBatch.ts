import { dtypes, type DType } from './dtype.js';
import { polynomialAt } from './polynomial.js';
import { sizeOf, type Shape } from './shape.js';

/** N is unknown when a program is built: sizes are compared, and tiles chosen, as for this many samples. */
export const usualBatch = 32;

/** About how many bytes a tensor takes. */
export const usualBytes = ({ dtype, shape }: { readonly dtype: DType; readonly shape: Shape }): number =>
  polynomialAt(sizeOf(shape), usualBatch) * dtypes[dtype].bytes;
