import { usualBatch } from '../base/index.js';
import type { Axis, Expr } from '../expr/index.js';
import { inOrder } from '../expr/index.js';
import type { Prepared } from './prepare.js';
import type { Profile } from './profile.js';

type Reduce = Extract<Expr, { kind: 'reduce' }>;

/** How many results along each of one or two axes are accumulated at once, in registers. */
export interface Tile {
  readonly reduce: Reduce;
  /** The outer and the inner tiled axis; a factor of 1 leaves the axis as it is. */
  readonly axes: readonly { readonly axis: Axis; readonly factor: number }[];
  readonly reason: string;
}

/** Whether no tile reaches over the axis' end. */
export const isWhole = ({ axis, factor }: Tile['axes'][number]): boolean =>
  typeof axis.extent === 'number' && axis.extent % factor === 0;

/** What the clamped indices of a tile that may reach over the end cost. */
const partial = 1.05;
const factors = [1, 2, 3, 4, 5, 6, 7, 8];
const candidates = factors.flatMap((a) => factors.map((b) => [a, b] as const));

/**
 * The register tile of a kernel whose outputs are one reduction each, with element-wise work after it; null if the
 * kernel is of another kind, or gains nothing.
 */
export function chooseTile({ axes, outputs, free }: Prepared, profile: Profile): Tile | null {
  if (axes.length === 0 || outputs.some((output) => output.axes.length !== axes.length)) return null;
  const reduces = inOrder(outputs.map(({ value }) => value)).filter((x): x is Reduce => x.kind === 'reduce');
  const [reduce] = reduces;
  if (!reduce || reduces.length > 1 || reduce.bodies.length > 1) return null;
  if (reduce.axes.some((axis) => axes.includes(axis))) return null;
  // One sum for a whole row is made before the row's loop.
  if (axes.some((axis) => !free(reduce).has(axis))) return null;
  const loads = inOrder(reduce.bodies).filter((x) => x.kind === 'load');
  const inner = axes[axes.length - 1]!;
  const reused = (axis: Axis): boolean => loads.some((x) => !free(x).has(axis));
  const outer = reused(inner) ? axes.slice(0, -1).findLast(reused) : undefined;
  // Values held for a tile of a x b: each load once for every position along the axes that it depends on.
  const along = loads.map((x) => ({ outer: outer !== undefined && free(x).has(outer), inner: free(x).has(inner) }));
  const heldIn = (a: number, b: number): number =>
    along.reduce((sum, load) => sum + (load.outer ? a : 1) * (load.inner ? b : 1), 0);
  let best: { cost: number; a: number; b: number } = { cost: Infinity, a: 1, b: 1 };
  for (const [a, b] of candidates) {
    if (a > 1 && !outer) continue;
    const held = heldIn(a, b);
    if (a * b > profile.registers - 4 || held > profile.registers - 6) continue;
    // Loads and multiply-adds for each result, with the share of a last tile that is thrown away.
    const cost = ((held + a * b) / (a * b)) * waste(outer, a) * waste(inner, b);
    if (cost < best.cost - 1e-9) best = { cost, a, b };
  }
  if (best.a * best.b === 1) return null;
  const tiled = [...(outer ? [{ axis: outer, factor: best.a }] : []), { axis: inner, factor: best.b }];
  const reason = `${tiled.map(({ factor }) => factor).join(' x ')} results are summed at once, in registers: each value read serves several of them`;
  return { reduce, axes: tiled, reason };
}

function waste(axis: Axis | undefined, factor: number): number {
  if (!axis) return 1;
  const extent = typeof axis.extent === 'number' ? axis.extent : usualBatch;
  if (extent === 0) return 1;
  const isWhole = typeof axis.extent === 'number' && extent % factor === 0;
  return ((Math.ceil(extent / factor) * factor) / extent) * (isWhole || factor === 1 ? 1 : partial);
}
