import { dtypes } from '../base/index.js';
import { functions, inOrder, substitute, type Expr } from '../expr/index.js';
import type { Tensor } from '../graph/index.js';
import type { Cluster } from './fuse.js';
import { computationOf, renumbered, type Computation, type Lowered } from './lower.js';
import { valueAt } from './point.js';
import { isElementwise, isHeavy } from './relation.js';

/**
 * What costs about as much as a load is computed again by those who read it in other kernels: `1 - t * t` from `t`,
 * instead of a tensor of its own that is written and read. It must come from one tensor that its kernel makes, and that
 * tensor must be stored anyway, or take less memory than all that is made of it.
 */
export function recompute(lowered: Lowered, clusters: readonly Cluster[], needed: ReadonlySet<Tensor>): Lowered {
  const home = new Map(clusters.flatMap((cluster) => cluster.members.map((c) => [c, cluster] as const)));
  const readers = readersOf(lowered, home);
  const formulas = formulasOf(lowered, home);
  const isStored = (tensor: Tensor): boolean => needed.has(tensor) || readers.has(tensor);
  const groups = new Map<Tensor, Tensor[]>();
  for (const [tensor, { root }] of formulas) {
    if (needed.has(tensor) || !readers.has(tensor) || readers.get(tensor)!.some(isHeavy)) continue;
    groups.set(root, [...(groups.get(root) ?? []), tensor]);
  }
  const again = new Map<Tensor, Formula>();
  for (const [root, group] of groups) {
    const saved = group.reduce((sum, { dtype }) => sum + dtypes[dtype].bytes, 0);
    if (!isStored(root) && saved <= dtypes[root.dtype].bytes) continue;
    for (const tensor of group) again.set(tensor, formulas.get(tensor)!);
  }
  return again.size === 0 ? lowered : withFormulas(lowered, again, home);
}

/** A tensor as a cheap function of another of its shape, at a point of `axes`. */
interface Formula {
  readonly root: Tensor;
  readonly index: readonly Expr[];
  readonly value: Expr;
}

/** About what it costs to load a value from the second cache. */
const mostCost = 4;

type Home = ReadonlyMap<Computation, Cluster>;

/** Who reads a tensor outside of the kernel that makes it. */
function readersOf({ computations, maker }: Lowered, home: Home): ReadonlyMap<Tensor, readonly Computation[]> {
  const readers = new Map<Tensor, Computation[]>();
  for (const c of computations) {
    for (const { tensor } of c.loads) {
      const from = maker.get(tensor);
      if (from && home.get(from) !== home.get(c)) readers.set(tensor, [...(readers.get(tensor) ?? []), c]);
    }
  }
  return readers;
}

function formulasOf({ computations, maker, tensorOf }: Lowered, home: Home): ReadonlyMap<Tensor, Formula> {
  const formulas = new Map<Tensor, Formula>();
  for (const c of computations) {
    const [made, ...others] = c.made;
    const isCheap = made && others.length === 0 && c.alone === null && c.reduced.length === 0;
    const isLocal = c.loads.every((load) => {
      const from = maker.get(load.tensor);
      return from && home.get(from) === home.get(c) && isElementwise(load, c);
    });
    if (!isCheap || !isLocal || c.after.length > 0) continue;
    const value = substitute(made.value, new Map(), (x) => expanded(x, formulas.get(tensorOf(x.from))));
    const nodes = inOrder([value]);
    const roots = new Set(nodes.flatMap((x) => (x.kind === 'load' ? [tensorOf(x.from)] : [])));
    const [root] = roots;
    const isOfOne =
      root && roots.size === 1 && root.dtype === 'f32' && String(root.shape) === String(made.tensor.shape);
    if (isOfOne && costOf(nodes) <= mostCost) formulas.set(made.tensor, { root, index: made.index, value });
  }
  return formulas;
}

type LoadExpr = Extract<Expr, { kind: 'load' }>;

/** A load, or what is computed instead of it. */
const expanded = (x: LoadExpr, formula: Formula | undefined): Expr => (formula ? valueAt(formula, x.index) : x);

const costOf = (nodes: readonly Expr[]): number =>
  nodes.reduce((sum, x) => sum + (x.kind === 'call' ? functions[x.fn].cost : x.kind === 'select' ? 1 : 0), 0);

/** The same computations, with formulas in the place of loads from other kernels. */
function withFormulas(lowered: Lowered, again: ReadonlyMap<Tensor, Formula>, home: Home): Lowered {
  const { computations, maker, tensorOf } = lowered;
  const renewed = new Map<Computation, Computation>();
  for (const c of computations) {
    const isElsewhere = (tensor: Tensor): boolean => home.get(maker.get(tensor)!) !== home.get(c);
    const reading = (x: LoadExpr): Expr => {
      const tensor = tensorOf(x.from);
      return isElsewhere(tensor) ? expanded(x, again.get(tensor)) : x;
    };
    const changes = c.loads.some(({ tensor }) => again.has(tensor) && isElsewhere(tensor));
    const made = c.made.map((one) => ({ ...one, value: substitute(one.value, new Map(), reading) }));
    const after = c.after.map((before) => renewed.get(before)!);
    renewed.set(c, changes ? computationOf({ ...c, made, after }, c.id, tensorOf) : { ...c, after });
  }
  return { ...lowered, ...renumbered([...renewed.values()]) };
}
