import { apply, type Tensor } from '../../graph/index.js';
import { padOp } from '../pad.js';
import { dilated, placesOf, type Sliding } from './sliding.js';

/** A window of so many elements along one axis. */
export interface Along {
  readonly axis: number;
  readonly size: number;
  readonly sliding: Sliding;
}

export interface Stored {
  readonly x: Tensor;
  /** The windows over what is stored, in their order. */
  readonly slidings: readonly Sliding[];
}

/** The padding behind an axis that a window with so many places just reaches. */
export function reaching(extent: number, size: number, places: number, sliding: Omit<Sliding, 'high'>): Sliding {
  const reach = (places - 1) * sliding.stride + dilated(size, sliding.dilation);
  return { ...sliding, high: reach - dilated(extent, sliding.inputDilation) - sliding.low };
}

/** x with `value` stored around it, as far as windows reach over its ends; null if none does. */
export function withStoredPadding(x: Tensor, along: readonly Along[], value: number): Stored | null {
  const low = x.shape.map(() => 0);
  const high = x.shape.map(() => 0);
  const slidings = along.map(({ axis, size, sliding }) => {
    const extent = Number(x.shape[axis]);
    const reached = reaching(extent, size, placesOf(extent, size, sliding), sliding);
    low[axis] = Math.max(0, reached.low);
    high[axis] = Math.max(0, reached.high);
    return { ...reached, low: reached.low - low[axis], high: reached.high - high[axis] };
  });
  if ([...low, ...high].every((width) => width === 0)) return null;
  return { x: apply(padOp, [x], { low, high, interior: low.map(() => 0), value }), slidings };
}
