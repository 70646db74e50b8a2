import { badAttribute, badWindow, type Extent, type Named } from '../../base/index.js';
import { e, type Expr } from '../../expr/index.js';
import { onStep } from '../pad.js';

/** How a window moves along one axis. */
export interface Sliding {
  /** From one place of the window to the next. */
  readonly stride: number;
  /** Zeros before and behind the axis; negative ones cut off. */
  readonly low: number;
  readonly high: number;
  /** From one element of the window to the next. */
  readonly dilation: number;
  /** From one element of the axis to the next, with zeros between them. */
  readonly inputDilation: number;
}

/** How long `extent` elements are that stand `step` apart. */
export const dilated = (extent: number, step: number): number => (extent === 0 ? 0 : (extent - 1) * step + 1);

/** How many places a window of so many elements has; below 1 where it does not fit. */
export function placesOf(extent: number, window: number, sliding: Sliding): number {
  const { stride, low, high, dilation, inputDilation } = sliding;
  const free = dilated(extent, inputDilation) + low + high - dilated(window, dilation);
  return Math.floor(free / stride) + 1;
}

/** An axis that a window moves along, or the window itself: how errors count it. */
interface Along {
  readonly axis: number;
  readonly extent: Extent;
  readonly window: Extent;
  readonly sliding: Sliding;
}

/** The extent of the result along an axis; throws where there is none. `operands` are those that errors name. */
export function slidExtent(op: string, operands: readonly Named[], along: Along): number {
  const { axis, extent, window, sliding } = along;
  if (typeof extent !== 'number' || typeof window !== 'number') {
    const grown = typeof extent === 'number' ? window : extent;
    const why = `axis ${axis}, which the window moves along, is ${grown} long`;
    throw badWindow(op, operands, why, 'Give it a length that is known: only other axes may grow with N.');
  }
  requireSliding(op, sliding);
  const places = placesOf(extent, window, sliding);
  if (places >= 1 && window >= 1) return places;
  const length = dilated(extent, sliding.inputDilation) + sliding.low + sliding.high;
  const reach = sliding.dilation > 1 ? ` (${dilated(window, sliding.dilation)} with its dilation)` : '';
  const why = `the window of ${window}${reach} does not fit into axis ${axis}, which is ${length}`;
  const around = length === extent ? ' long' : ' long with its padding';
  throw badWindow(
    op,
    operands,
    why + around,
    "Take a window of at least 1 that is no longer, or pad more (padding: 'same').",
  );
}

function requireSliding(op: string, sliding: Sliding): void {
  const { stride, low, high, dilation, inputDilation } = sliding;
  for (const [name, step] of Object.entries({ stride, dilation, inputDilation })) {
    if (!Number.isInteger(step) || step < 1) throw badAttribute(op, name, String(step), 'an integer of at least 1');
  }
  if (![low, high].every(Number.isInteger)) throw badAttribute(op, 'padding', `${low} and ${high}`, 'integers');
}

export interface Under {
  readonly index: Expr;
  /** Whether there is an element: neither padding nor a zero between two of them. */
  readonly when: Expr;
}

/** Where x lies under one element of the window at one of its places. */
export function placeUnder(
  { stride, low, dilation, inputDilation }: Sliding,
  { window, place, extent }: { readonly window: Expr; readonly place: Expr; readonly extent: Extent },
): Under {
  const at = e.sub(e.add(e.mul(place, e.int(stride)), e.mul(window, e.int(dilation))), e.int(low));
  const index = e.idiv(at, e.int(inputDilation));
  return { index, when: e.and(onStep(at, e.int(inputDilation)), e.isInside(index, extent)) };
}
