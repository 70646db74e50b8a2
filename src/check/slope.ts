/** How far a derivative may be from the differences: atol + rtol · |derivative|. */
export interface Tolerances {
  readonly rtol: number;
  readonly atol: number;
}

/** What differences say about a derivative along a line: at a kink, a jump or outside the domain, nothing. */
export type Verdict =
  | { readonly kind: 'right' }
  | { readonly kind: 'kink' }
  | { readonly kind: 'wrong'; readonly expected: number; readonly found: number };

/** Two central differences with steps h and h/2, combined by Richardson: the error is of the order of h⁴. */
export function richardson(f: (t: number) => number, h = 1e-3): number {
  const central = (step: number): number => (f(step) - f(-step)) / (2 * step);
  return (4 * central(h / 2) - central(h)) / 3;
}

/** From coarse to fine: the coarse ones have the least rounding, the fine ones fit between two kinks. */
const steps = [1e-3, 1e-4, 1e-5, 1e-6];

/**
 * Compares f'(0) with differences. It is wrong only where two steps agree that f is smooth and that its slope is another;
 * if no two steps agree, f has a kink at 0.
 */
export function judge(f: (t: number) => number, found: number, tolerances: Tolerances): Verdict {
  const middle = f(0);
  let before: Estimate | null = null;
  for (const h of steps) {
    const now = estimate(f, middle, h, tolerances);
    if (!now) continue;
    if (Math.abs(now.slope - found) <= now.tolerance) return { kind: 'right' };
    const agree = before !== null && Math.abs(before.slope - now.slope) <= before.tolerance + now.tolerance;
    if (now.smooth && agree) return { kind: 'wrong', expected: before!.slope, found };
    before = now.smooth ? now : null;
  }
  return { kind: 'kink' };
}

interface Estimate {
  readonly slope: number;
  readonly tolerance: number;
  readonly smooth: boolean;
}

/**
 * The slope at one step; null where f is not finite. Where f is smooth, its second difference at h is four times that
 * at h/2; at a kink of size c they differ by about c·h, at a jump by the jump.
 */
function estimate(f: (t: number) => number, middle: number, h: number, { rtol, atol }: Tolerances): Estimate | null {
  const values = new Map([h, -h, h / 2, -h / 2].map((t) => [t, f(t)]));
  if (![middle, ...values.values()].every(Number.isFinite)) return null;
  const at = (t: number): number => values.get(t)!;
  const slope = richardson(at, h);
  const bend = (step: number): number => at(step) - 2 * middle + at(-step);
  const rounding = (16 * Number.EPSILON * Math.abs(middle)) / h;
  const tolerance = atol + rtol * Math.abs(slope) + rounding;
  return { slope, tolerance, smooth: Math.abs(bend(h) - 4 * bend(h / 2)) / h <= tolerance };
}
