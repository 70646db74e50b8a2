import { noForwardMode } from '../base/index.js';
import { input, nameOf, rebuild, topological, withSource, type Graph, type Node, type Tensor } from '../graph/index.js';
import { barrierOp } from '../ops/index.js';
import { constantLike } from '../passes/index.js';
import { cotangents } from './reverse.js';

/** Forward mode: the tangents of a graph's outputs, given those of its inputs; null where nothing moves. */
export function tangents({ inputs, nodes, outputs }: Graph, dxs: readonly (Tensor | null)[]): (Tensor | null)[] {
  const moving = new Map<Tensor, Tensor | null>(inputs.map((x, k) => [x, dxs[k] ?? null]));
  for (const node of nodes) {
    const own = node.inputs.map((x) => moving.get(x) ?? null);
    if (own.every((dx) => dx === null)) continue;
    const dys = withSource(node.source, () => tangentsOf(node, own));
    node.results.forEach((y, k) => moving.set(y, dys[k] ?? null));
  }
  return outputs.map((y) => moving.get(y) ?? null);
}

function tangentsOf(node: Node, own: readonly (Tensor | null)[]): readonly (Tensor | null)[] {
  const { op, inputs, attrs, results: ys } = node;
  if (op.jvp) return op.jvp({ inputs, attrs, ys, tangents: own });
  return op.vjp ? twice(node, own) : [];
}

/**
 * The vjp of the vjp: cotangents of the inputs are linear in those of the results, with the Jacobian's transpose as their
 * matrix; the transpose of that is the Jacobian. So they are derived by stand-ins for the results' cotangents.
 */
function twice(node: Node, own: readonly (Tensor | null)[]): (Tensor | null)[] {
  const { op, inputs, attrs, results: ys } = node;
  const standIns = ys.map((y) => (y.dtype === 'f32' ? input(nameOf(y), y, node.source) : null));
  const leaves = standIns.filter((leaf) => leaf !== null);
  const dxs = op.vjp!({ inputs, attrs, ys, dys: standIns, wanted: own.map((dx) => dx !== null) });
  const used = own.flatMap((dx, k) => (dx && dxs[k] ? [{ dx, back: dxs[k] }] : []));
  const backs = used.map(({ back }) => back);
  const moved = used.map(({ dx }) => dx);
  const outer = [...inputs, ...ys, ...moved];
  const made = cotangents(backs, moved, leaves, outer);
  if (made.some((dy) => dy && reaches(dy, new Set(leaves), outer))) throw noForwardMode(nameOf(ys[0]!), node.source);
  const free = withoutLeaves(made, leaves, outer);
  return standIns.map((leaf) => (leaf ? free[leaves.indexOf(leaf)]! : null));
}

/** Stand-ins may still be operands of a barrier whose result for them nobody reads: any value does there. */
function withoutLeaves(
  ys: readonly (Tensor | null)[],
  leaves: readonly Tensor[],
  cut: readonly Tensor[],
): (Tensor | null)[] {
  const known = new Map(cut.map((x) => [x, x]));
  for (const leaf of leaves) known.set(leaf, constantLike(0, leaf));
  const rebuilt = rebuild(
    ys.filter((y) => y !== null),
    known,
  );
  return ys.map((y) => (y === null ? null : rebuilt.shift()!));
}

/** Whether a tensor depends on any of `leaves`. Each result of a barrier is one operand, and depends on that alone. */
function reaches(y: Tensor, leaves: ReadonlySet<Tensor>, cut: readonly Tensor[]): boolean {
  const found = new Set<Tensor>();
  for (const node of topological([y], new Set([...leaves, ...cut]))) {
    const hit = (x: Tensor | undefined): boolean => x !== undefined && (leaves.has(x) || found.has(x));
    const any = node.inputs.some(hit);
    node.results.forEach((result, k) => {
      if (node.op === barrierOp ? hit(node.inputs[k]) : any) found.add(result);
    });
  }
  return leaves.has(y) || found.has(y);
}
