import { range } from '../base/index.js';
import {
  input,
  loopParts,
  makeLoop,
  nameOf,
  type Forward,
  type Graph,
  type LoopAttrs,
  type LoopOperand,
  type Op,
  type Tensor,
} from '../graph/index.js';
import { beforeDifferentiation, constantLike } from '../passes/index.js';
import { tangents } from './forward.js';

/** The tangents of a loop's results: a loop that carries the tangents beside the values. */
export function scanJvp(
  { inputs, attrs, tangents: given }: Forward<LoopAttrs>,
  op: Op<LoopAttrs>,
): readonly (Tensor | null)[] {
  const body = beforeDifferentiation(attrs.body);
  const { carries, stacked, constants, next, slices, ...rest } = loopParts({ inputs, attrs: { ...attrs, body } });
  const { leaves, moved } = forwardStep(body, carries.length, given);
  const leafOf = new Map(body.inputs.map((x, k) => [x, leaves[k]!]));
  const moving = (operands: readonly LoopOperand[]): LoopOperand[] =>
    operands.flatMap(({ x, leaf }) => {
      const own = leafOf.get(leaf);
      return own ? [{ x: given[body.inputs.indexOf(leaf)] ?? constantLike(0, x), leaf: own }] : [];
    });
  const places = range(body.outputs.length);
  const moves = places.filter((k) => (k < carries.length ? leaves[k] : moved[k]));
  const tangent = (k: number): Tensor => moved[k] ?? constantLike(0, body.outputs[k]!);
  const { results } = makeLoop(op, {
    ...rest,
    carries: [...carries, ...moving(carries)],
    stacked: [...stacked, ...moving(stacked)],
    constants: [...constants, ...moving(constants)],
    next: [...next, ...moves.filter((k) => k < carries.length).map(tangent)],
    slices: moves.filter((k) => k >= carries.length).map(tangent),
  });
  return places.map((k) => (moves.includes(k) ? results[carries.length + moves.indexOf(k)]! : null));
}

interface ForwardStep {
  /** What stands for the tangents of the body's inputs; null where one does not move. */
  readonly leaves: readonly (Tensor | null)[];
  /** The tangents of its outputs. */
  readonly moved: readonly (Tensor | null)[];
}

/** One step: a carry that does not move at first may do so later. */
function forwardStep(body: Graph, carries: number, given: readonly (Tensor | null)[]): ForwardStep {
  const moving = new Set(range(body.inputs.length).filter((k) => given[k]));
  for (;;) {
    const leaves = body.inputs.map((x, k) => (moving.has(k) ? input(`d${nameOf(x)}`, x, x.node.source) : null));
    const moved = tangents(body, leaves);
    const more = range(carries).filter((k) => moved[k] && !moving.has(k));
    if (more.length === 0) return { leaves, moved };
    more.forEach((k) => moving.add(k));
  }
}
