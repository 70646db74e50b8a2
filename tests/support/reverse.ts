import { topological, type Tensor } from '../../src/graph/index.js';
import { add } from '../../src/ops/index.js';

/** The ops' own vjp rules, chained, and nothing else: no rule of a pass comes between. null where nothing flows. */
export function reverse(
  ys: readonly Tensor[],
  dys: readonly (Tensor | null)[],
  xs: readonly Tensor[],
): (Tensor | null)[] {
  const flows = new Map<Tensor, Tensor>();
  const flow = (x: Tensor, dx: Tensor): void => {
    const before = flows.get(x);
    if (x.dtype === 'f32') flows.set(x, before ? add(before, dx) : dx);
  };
  ys.forEach((y, k) => dys[k] && flow(y, dys[k]));
  for (const node of topological(ys, new Set(xs)).reverse()) {
    const incoming = node.results.map((y) => flows.get(y) ?? null);
    if (!node.op.vjp || incoming.every((dy) => dy === null)) continue;
    const { inputs, attrs, results } = node;
    node.op.vjp({ inputs, attrs, ys: results, dys: incoming }).forEach((dx, k) => dx && flow(inputs[k]!, dx));
  }
  return xs.map((x) => flows.get(x) ?? null);
}
