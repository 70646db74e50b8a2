import { type NdArray, type Source } from '../base/index.js';
import { applyNode, evaluate, input, nameOf, topological, withSource, type Node, type Tensor } from '../graph/index.js';
import { check, type Fault } from './fault.js';
import { prepare, type Point } from './prepare.js';
import type { Tolerances } from './slope.js';

/** A single operation whose own derivative is wrong. */
export interface Culprit {
  readonly node: Node;
  /** The operand's name. */
  readonly operand: string;
  readonly fault: Fault;
  /** Where its rule stands in the user's file if it is the user's; else where it is called. */
  readonly place: Source;
}

/**
 * Where a wrong derivative comes from: every operation between the leaves and ys is checked by itself, at the values that
 * its operands have there. null if each is right alone.
 */
export function culprit(ys: readonly Tensor[], point: Point, seed: number, tolerances: Tolerances): Culprit | null {
  const nodes = topological(ys, new Set(point.values.keys())).filter(isDerived);
  const operands = [...new Set(nodes.flatMap(({ inputs }) => inputs))];
  const arrays = evaluate(operands, point);
  const values = new Map(operands.map((x, k) => [x, arrays[k]!]));
  for (const node of nodes) {
    const found = alone(node, values, point.n, seed, tolerances);
    if (found) return found;
  }
  return null;
}

const isFloat = ({ dtype }: Tensor): boolean => dtype === 'f32';
const isDerived = ({ op, inputs, results }: Node): boolean =>
  op.vjp !== undefined && inputs.some(isFloat) && results.some(isFloat);

function alone(
  node: Node,
  values: ReadonlyMap<Tensor, NdArray>,
  n: number,
  seed: number,
  tolerances: Tolerances,
): Culprit | null {
  const leaves = node.inputs.map((x) => input(nameOf(x), x, x.node.source));
  const { results } = withSource(node.source, () => applyNode(node.op, leaves, node.attrs));
  const xs = leaves.filter(isFloat);
  const point = { values: new Map(leaves.map((leaf, k) => [leaf, values.get(node.inputs[k]!)!])), n };
  const outcome = check(prepare({ xs, ys: results.filter(isFloat) }), point, seed, tolerances);
  if (outcome.kind !== 'wrong') return null;
  const fault = outcome.fault();
  const at = leaves.indexOf(fault.x);
  const bodies = node.op.bodies?.(node.attrs) ?? [];
  // What is wrong about a checkpoint is wrong inside.
  const inside = bodies.length === 1 ? (node.op.expand?.(results[0]!.node) ?? null) : null;
  const deeper = inside && culprit(inside, fault.point, seed, tolerances);
  if (deeper) return deeper;
  const operand = node.op.operands[Math.min(at, node.op.operands.length - 1)] ?? nameOf(fault.x);
  return { node, operand, fault, place: ruleOf(node, at) ?? node.source };
}

/** Of a function with a derivative of its own, the line that makes the operand's cotangent. */
function ruleOf({ op, attrs }: Node, at: number): Source | null {
  const backward = op.bodies?.(attrs)[2];
  const source = backward?.outputs[at]?.node.source;
  return source && source.file !== '' ? source : null;
}
