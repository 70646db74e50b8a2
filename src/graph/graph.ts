import { keyOf } from './key.js';
import { input, isInput } from './input.js';
import { makeNode, nameOf, type Node, type Tensor } from './tensor.js';

/** A value: tensors computed from inputs, each node once, operands first. Equal nodes are one node. */
export interface Graph {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** In topological order, without the inputs. */
  readonly nodes: readonly Node[];
}

/** Every node that the outputs need, operands first; stops at `cut`. Deep graphs are no deep recursion. */
export function topological(outputs: readonly Tensor[], cut: ReadonlySet<Tensor> = new Set()): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const stack: { node: Node; next: number }[] = [];
  const enter = (t: Tensor): void => {
    if (cut.has(t) || seen.has(t.node)) return;
    seen.add(t.node);
    stack.push({ node: t.node, next: 0 });
  };
  for (const output of outputs) {
    enter(output);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const operand = top.node.inputs[top.next++];
      if (operand) enter(operand);
      else {
        order.push(top.node);
        stack.pop();
      }
    }
  }
  return order;
}

/** Tensors to put in other tensors' place; tensors that are not in it are kept. */
export type Substitution = Map<Tensor, Tensor>;

/**
 * Rebuilds what the outputs need. `known` holds replacements and is filled with what is made. `make` gives the results
 * for a node with its new inputs; a node whose inputs did not change is kept unless `make` says otherwise.
 */
export function rebuild(
  outputs: readonly Tensor[],
  known: Substitution,
  make: (node: Node, inputs: readonly Tensor[]) => readonly Tensor[] = remake,
): Tensor[] {
  for (const node of topological(outputs, new Set(known.keys()))) {
    const inputs = node.inputs.map((x) => known.get(x) ?? x);
    const results = make(node, inputs);
    node.results.forEach((result, k) => {
      if (!known.has(result)) known.set(result, results[k]!);
    });
  }
  return outputs.map((output) => known.get(output) ?? output);
}

/** The node over other inputs of the same types. */
export function remake(node: Node, inputs: readonly Tensor[]): readonly Tensor[] {
  if (inputs.every((x, k) => x === node.inputs[k])) return node.results;
  return makeNode(node.op, inputs, node.attrs, node.results, node.source).results;
}

/** Gives equal nodes (op, attributes, inputs; never source) as one; an opaque node stays its own. */
export function consing(): (node: Node, operands: readonly Tensor[]) => readonly Tensor[] {
  const consed = new Map<string, readonly Tensor[]>();
  const ids = new Map<Tensor, number>();
  const idOf = (x: Tensor): number => ids.get(x) ?? (ids.set(x, ids.size), ids.size - 1);
  return (node, operands) => {
    if (node.op.opaque) return remake(node, operands);
    const key = `${node.op.name}(${operands.map(idOf).join(',')})${keyOf(node.attrs, idOf)}`;
    const same = consed.get(key);
    if (same) return same;
    const made = remake(node, operands);
    consed.set(key, made);
    return made;
  };
}

/**
 * A graph from `inputs` to `outputs`, cut at the inputs: an input that was computed becomes a leaf of its name.
 * Equal nodes become one.
 */
export function makeGraph(inputs: readonly Tensor[], outputs: readonly Tensor[]): Graph {
  const known: Substitution = new Map();
  const leaves = inputs.map((x) => {
    const leaf = isInput(x) ? x : input(nameOf(x), x, x.node.source);
    known.set(x, leaf);
    return leaf;
  });
  const results = rebuild(outputs, known, consing());
  const cut = new Set(leaves);
  return { inputs: leaves, outputs: results, nodes: topological(results, cut) };
}

/** The graph's outputs over other inputs. */
export function instantiate(graph: Graph, inputs: readonly Tensor[]): Tensor[] {
  return rebuild(graph.outputs, new Map(graph.inputs.map((leaf, k) => [leaf, inputs[k]!])));
}
