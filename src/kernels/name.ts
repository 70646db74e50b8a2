import type { Computation } from './lower.js';

const longest = 4;

/** `dense/contract_add_select`: the layer of the work that decides the kernel's cost, and its ops in order. */
export function kernelName(members: readonly Computation[]): string {
  const main = members.find((c) => c.reduced.length > 0) ?? members[0]!;
  const layer = main.node.source.layer || members.map((c) => c.node.source.layer).find((name) => name !== '') || '';
  const ops = [...new Set(members.map((c) => c.node.op.name))];
  const text = ops.length > longest ? [...ops.slice(0, longest - 1), ops.at(-1)!] : ops;
  return `${layer === '' ? '' : `${layer}/`}${text.join('_')}`;
}
