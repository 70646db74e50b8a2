import type { Computation } from './lower.js';

const longest = 4;

/** `dense/contract_add_select`: the layer of the work, or of its reduction where there are several, and its ops in order. */
export function kernelName(members: readonly Computation[]): string {
  const main = members.find((c) => c.reduced.length > 0);
  const layers = new Set(members.map((c) => c.node.source.layer).filter((name) => name !== ''));
  const layer = layers.size === 1 ? [...layers][0]! : (main?.node.source.layer ?? '');
  const ops = [...new Set(members.map((c) => c.node.op.name))];
  const text = ops.length > longest ? [...ops.slice(0, longest - 1), ops.at(-1)!] : ops;
  return `${layer === '' ? '' : `${layer}/`}${text.join('_')}`;
}
