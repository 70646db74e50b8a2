import { freeAxes, inOrder, inside, interval, makeInterner, rewriteExpr, type Axis, type Expr } from '../expr/index.js';
import type { Buffer, MapKernel, Output } from '../kernels/index.js';
import { linearAddress, nested } from './address.js';
import { mergeAxes } from './mergeAxes.js';
import type { Profile } from './profile.js';

/** An output whose index is one address. */
export interface PreparedOutput {
  readonly buffer: Buffer;
  readonly axes: readonly Axis[];
  readonly at: Expr;
  readonly value: Expr;
}

/** A kernel ready to be laid out in loops: loads by address, equal expressions one object, facts about each at hand. */
export interface Prepared {
  readonly axes: readonly Axis[];
  readonly outputs: readonly PreparedOutput[];
  readonly free: (x: Expr) => ReadonlySet<Axis>;
  /** How deep an axis' loop lies. */
  readonly depth: (axis: Axis) => number;
  /** May be evaluated wherever its axes are bound: every load in it is known to lie inside its buffer. */
  readonly isSafe: (x: Expr) => boolean;
  readonly bounds: { readonly proved: number; readonly guarded: number };
}

export function prepare(kernel: Pick<MapKernel, 'axes' | 'outputs'>, { lanes }: Pick<Profile, 'lanes'>): Prepared {
  const bounds = { proved: 0, guarded: 0 };
  const byAddress = (x: Expr): Expr => {
    if (x.kind !== 'load') return x;
    const proved = x.index.every((i, k) => isInside(i, x.from.shape[k]!));
    bounds[proved ? 'proved' : 'guarded']++;
    return { ...x, index: [linearAddress(x.from.shape, x.index)], ...(!proved && { guarded: true as const }) };
  };
  const addressed = {
    axes: kernel.axes,
    outputs: kernel.outputs.map(({ buffer, index, axes, value }: Output): PreparedOutput => {
      return { buffer, axes, at: linearAddress(buffer.shape, index), value: rewriteExpr(value, byAddress) };
    }),
  };
  const { axes, outputs } = lanes > 1 ? mergeAxes(addressed) : addressed;
  return preparedOver(axes, outputs, bounds);
}

/** Facts about loops that store what they do by address. */
export function preparedOver(
  axes: readonly Axis[],
  outputs: readonly PreparedOutput[],
  bounds: Prepared['bounds'],
): Prepared {
  const depth = depthOf(axes, outputs);
  const intern = makeInterner();
  const inner = (x: Expr): Expr => (x.kind === 'load' ? { ...x, index: [nested(x.index[0]!, depth)] } : x);
  const memo = new Map<Expr, Expr>();
  const readable = (x: Expr): Expr => {
    const known = memo.get(x) ?? intern(rewriteExpr(x, inner));
    memo.set(x, known);
    return known;
  };
  const freeMemo = new Map<Expr, ReadonlySet<Axis>>();
  return {
    axes,
    outputs: outputs.map((o) => ({ ...o, at: intern(nested(o.at, depth)), value: readable(o.value) })),
    depth,
    free: (x) => freeAxes(x, freeMemo),
    isSafe: safety(),
    bounds,
  };
}

const isInside = (x: Expr, extent: number | string): boolean => {
  const bounds = interval(x);
  return bounds !== null && inside(bounds, extent);
};

/** An unproved load is safe only behind the condition that its op wrote around it. */
export function safety(): (x: Expr) => boolean {
  const memo = new Map<Expr, boolean>();
  const isSafe = (x: Expr): boolean => {
    const known = memo.get(x);
    if (known !== undefined) return known;
    const result = x.kind === 'select' ? isSafe(x.when) : !(x.kind === 'load' && x.guarded) && parts(x).every(isSafe);
    memo.set(x, result);
    return result;
  };
  return isSafe;
}

const parts = (x: Expr): readonly Expr[] =>
  x.kind === 'load'
    ? x.index
    : x.kind === 'call'
      ? x.args
      : x.kind === 'cast'
        ? [x.arg]
        : x.kind === 'reduce'
          ? x.bodies
          : [];

/** The kernel's own axes from the outside in, then the axes of its reductions. */
function depthOf(axes: readonly Axis[], outputs: readonly { readonly value: Expr }[]): (axis: Axis) => number {
  const depths = new Map(axes.map((axis, k) => [axis, k]));
  for (const x of inOrder(outputs.map(({ value }) => value))) {
    if (x.kind === 'reduce') for (const axis of x.axes) if (!depths.has(axis)) depths.set(axis, depths.size);
  }
  return (axis) => depths.get(axis) ?? depths.size;
}
