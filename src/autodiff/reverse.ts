import { topological, withSource, type Node, type Tensor } from '../graph/index.js';
import { add } from '../ops/index.js';
import { dependents } from './closed.js';

/**
 * Reverse mode: the cotangents of xs, given those of ys; null where nothing flows. Nodes are taken against the order of
 * computation, each by its op's own rule, on the line of the node that it derives. The walk ends at xs and at `cut`.
 */
export function cotangents(
  ys: readonly Tensor[],
  dys: readonly (Tensor | null)[],
  xs: readonly Tensor[],
  cut: readonly Tensor[] = [],
): (Tensor | null)[] {
  const given = new Set(xs);
  const order = topological(ys, new Set([...xs, ...cut]));
  const dependent = dependents(order.filter(passesOn), given);
  const flows = new Map<Tensor, Tensor>();
  const flow = (x: Tensor, dx: Tensor | null | undefined): void => {
    if (!dx || x.dtype !== 'f32') return;
    const before = flows.get(x);
    flows.set(x, before ? add(before, dx) : dx);
  };
  ys.forEach((y, k) => flow(y, dys[k]));
  for (const node of order.reverse()) {
    if (!dependent.has(node)) continue;
    const wanted = node.inputs.map((x) => x.dtype === 'f32' && (given.has(x) || dependent.has(x.node)));
    withSource(node.source, () =>
      pulled(node, flows, wanted).forEach((dx, k) => {
        if (wanted[k]) flow(node.inputs[k]!, dx);
      }),
    );
  }
  return xs.map((x) => flows.get(x) ?? null);
}

/** Whether a derivative may flow from a node's results to its inputs. */
const passesOn = ({ op, results }: Node): boolean =>
  op.vjp !== undefined && results.some(({ dtype }) => dtype === 'f32');

function pulled(
  node: Node,
  flows: ReadonlyMap<Tensor, Tensor>,
  wanted: readonly boolean[],
): readonly (Tensor | null)[] {
  const dys = node.results.map((y) => flows.get(y) ?? null);
  if (!node.op.vjp || !wanted.includes(true) || dys.every((dy) => dy === null)) return [];
  return node.op.vjp({ inputs: node.inputs, attrs: node.attrs, ys: node.results, dys, wanted });
}
