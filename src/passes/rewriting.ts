import { sameShape, typeText, unreachable } from '../base/index.js';
import {
  consing,
  makeNode,
  topological,
  withSource,
  type Graph,
  type Node,
  type Substitution,
  type Tensor,
} from '../graph/index.js';
import { constantLike } from './known.js';
import { withBodies, type Because, type Pass } from './pass.js';
import { match } from './pattern.js';
import type { Rule } from './rule.js';

/** A rewrite that is no equation between patterns: gives what a node's result becomes, or null. */
export interface Step {
  readonly says: string;
  readonly apply: (t: Tensor) => Tensor | null;
}

/** Rules by the op at the root of their left side. */
type Index = ReadonlyMap<string, readonly Rule[]>;

/** No node needs more firings one after another; one that does runs in a circle. */
const mostFirings = 200;

/** Graph to graph: each node, operands first, by the first rule that fits, until none does. Equal nodes become one. */
export function rewriting(name: string, rules: readonly Rule[], steps: readonly Step[] = []): Pass {
  const index = byRoot(rules);
  const run: Pass['run'] = (graph, because = () => {}) => rewrite(graph, { name, index, steps, because, run });
  return { name, run };
}

function byRoot(rules: readonly Rule[]): Index {
  const index = new Map<string, Rule[]>();
  for (const rule of rules) {
    const root = rootOf(rule);
    index.set(root, [...(index.get(root) ?? []), rule]);
  }
  return index;
}

function rootOf({ left, says }: Rule): string {
  let pattern = left;
  while (pattern.kind === 'hole' && pattern.of) pattern = pattern.of;
  return pattern.kind === 'op' ? pattern.op : unreachable(`the rule '${says}' has no op at its root`);
}

interface Firing {
  readonly says: string;
  readonly to: Tensor;
}

interface Rewriting {
  readonly name: string;
  readonly index: Index;
  readonly steps: readonly Step[];
  readonly because: Because;
  readonly run: Pass['run'];
}

function rewrite(graph: Graph, { name, index, steps, because, run }: Rewriting): Graph {
  const share = consing();
  const settled: Substitution = new Map(graph.inputs.map((x) => [x, x]));
  let depth = 0;

  const visit = (t: Tensor): Tensor => settled.get(t) ?? (enter(t.node), settled.get(t)!);
  const enter = (node: Node): void => {
    const operands = node.inputs.map(visit);
    const attrs = withBodies(node, (body) => run(body, because));
    const made = attrs === node.attrs ? node : makeNode(node.op, node.inputs, attrs, node.results, node.source);
    const results = share(made, operands);
    node.results.forEach((result, k) => settled.set(result, settle(results[k]!)));
  };
  const settle = (t: Tensor): Tensor => {
    const known = settled.get(t);
    if (known) return known;
    const next = t.node.op.opaque || t.node.results.length > 1 ? null : step(t);
    const result = next ? follow(next, t) : t;
    settled.set(t, result);
    return result;
  };
  const follow = ({ says, to }: Firing, t: Tensor): Tensor => {
    if (++depth > mostFirings) unreachable(`the rules of '${name}' run in a circle at '${says}'`);
    because(says, t.node);
    const result = visit(to);
    depth--;
    return result;
  };
  const step = (t: Tensor): Firing | null => {
    for (const rule of index.get(t.node.op.name) ?? []) {
      const to = applyRule(rule, t);
      if (to) return { says: rule.says, to };
    }
    for (const { says, apply } of steps) {
      const to = withSource(t.node.source, () => apply(t));
      if (to) return { says, to };
    }
    return null;
  };

  for (const node of graph.nodes) if (!node.results.every((x) => settled.has(x))) enter(node);
  const outputs = graph.outputs.map(visit);
  return outputs.every((x, k) => x === graph.outputs[k])
    ? graph
    : { inputs: graph.inputs, outputs, nodes: topological(outputs, new Set(graph.inputs)) };
}

/** What a rule makes of a tensor: of the same type, on the line of what it replaces; null where it does not fit. */
export function applyRule(rule: Rule, t: Tensor): Tensor | null {
  const { where } = rule.limits;
  const found = match(rule.left, t, {}, (all) => (!where || where(all, t) ? all : null));
  if (!found) return null;
  const to = withSource(t.node.source, () => {
    const right = rule.right(found, t);
    return typeof right === 'number' ? constantLike(right, t) : right;
  });
  if (to && (to.dtype !== t.dtype || !sameShape(to.shape, t.shape))) {
    unreachable(`the rule '${rule.says}' makes ${typeText(to)} of ${typeText(t)}`);
  }
  return to;
}
