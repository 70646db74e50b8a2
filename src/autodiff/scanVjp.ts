import { range } from '../base/index.js';
import {
  applyNode,
  input,
  makeGraph,
  makeLoop,
  nameOf,
  topological,
  type Backward,
  type Graph,
  type LoopAttrs,
  type LoopOperand,
  type LoopParts,
  type Op,
  type Tensor,
} from '../graph/index.js';
import { add } from '../ops/index.js';
import { beforeDifferentiation, constantLike } from '../passes/index.js';
import { leavesLike } from './bodies.js';
import { dependents } from './closed.js';
import { forwardPart, residuals, withComplements } from './residuals.js';
import { cotangents } from './reverse.js';

/**
 * The cotangents of a loop's operands: a loop in the other direction whose carries are the cotangents of the carries, and the
 * sums of those of the constants. What it needs of the steps' inner values is stacked by another run of the loop forward, which
 * is joined with the first one once nothing is differentiated any more.
 */
export function scanVjp(
  { inputs, attrs, dys, wanted }: Backward<LoopAttrs>,
  op: Op<LoopAttrs>,
): readonly (Tensor | null)[] {
  const { carries, stacked } = attrs;
  const body = beforeDifferentiation(attrs.body);
  const active = activeInputs(body, carries, wanted ?? inputs.map(() => true));
  const step = backwardStep(body, { dys, carries, active });
  const isConstant = (k: number): boolean => k >= carries + stacked;
  const flowing = active.filter((k) => step.dins.has(k));
  const towards: Towards = {
    carries: range(carries).filter((k) => step.flowing.has(k)),
    constants: flowing.filter(isConstant),
    stacked: flowing.filter((k) => k >= carries && !isConstant(k)),
  };
  const order = [...towards.carries, ...towards.constants, ...towards.stacked];
  if (order.length === 0) return inputs.map(() => null);
  const parts = backwardLoop({ ...attrs, body }, { inputs, dys, step, towards, op });
  const { results } = makeLoop(op, parts);
  return inputs.map((_, k) => (order.includes(k) ? results[order.indexOf(k)]! : null));
}

/** The operands, by place, that a cotangent flows to. */
interface Towards {
  readonly carries: readonly number[];
  readonly constants: readonly number[];
  readonly stacked: readonly number[];
}

interface BackwardOf extends Pick<Backward<unknown>, 'inputs' | 'dys'> {
  readonly step: BackwardStep;
  readonly towards: Towards;
  readonly op: Op<LoopAttrs>;
}

function backwardLoop(attrs: LoopAttrs, { inputs, dys, step, towards, op }: BackwardOf): LoopParts {
  const { body, carries, stacked, length, reverse } = attrs;
  const dins = (k: number): Tensor => step.dins.get(k) ?? constantLike(0, body.inputs[k]!);
  const sums = leavesLike(towards.constants.map(dins));
  const outputs = withComplements(
    [
      ...towards.carries.map(dins),
      ...towards.constants.map((k, i) => add(sums[i]!, dins(k))),
      ...towards.stacked.map(dins),
    ],
    body,
  );
  const next = outputs.slice(0, towards.carries.length + sums.length);
  const slices = outputs.slice(next.length);
  const part = forwardPart([...next, ...slices], [...step.leaves.filter((x) => x !== null), ...sums]);
  const kept = residuals(part, body, carries);
  const stacks = stackedAgain(kept, attrs, inputs, op);
  const needed = topological(part.read, new Set(kept)).flatMap((node) => node.inputs);
  const used = new Set([...part.read, ...needed]);
  const usedOperands = (from: number, to = inputs.length): LoopOperand[] =>
    range(to)
      .slice(from)
      .filter((k) => used.has(body.inputs[k]!))
      .map((k) => ({ x: inputs[k]!, leaf: body.inputs[k]! }));
  const dslices = range(body.outputs.length).slice(carries);
  return {
    length,
    reverse: !reverse,
    next,
    slices,
    carries: [
      ...towards.carries.map((k) => ({ x: dys[k] ?? constantLike(0, inputs[k]!), leaf: step.leaves[k]! })),
      ...towards.constants.map((k, i) => ({ x: constantLike(0, inputs[k]!), leaf: sums[i]! })),
    ],
    stacked: [
      ...kept.map((leaf, k) => ({ x: stacks[k]!, leaf })),
      ...usedOperands(carries, carries + stacked),
      ...dslices.flatMap((k) => (step.leaves[k] ? [{ x: dys[k]!, leaf: step.leaves[k] }] : [])),
    ],
    constants: usedOperands(carries + stacked),
  };
}

/** The inputs of a body that a derivative passes through: those asked for, and the carries that depend on such. */
export function activeInputs({ inputs, outputs }: Graph, carries: number, wanted: readonly boolean[]): number[] {
  const active = new Set(range(inputs.length).filter((k) => wanted[k] && inputs[k]!.dtype === 'f32'));
  const order = topological(outputs, new Set(inputs));
  for (;;) {
    const given = new Set([...active].map((k) => inputs[k]!));
    const dependent = dependents(order, given);
    const more = range(carries).filter((k) => {
      const y = outputs[k]!;
      return !active.has(k) && y.dtype === 'f32' && (given.has(y) || dependent.has(y.node));
    });
    if (more.length === 0) return [...active].sort((a, b) => a - b);
    more.forEach((k) => active.add(k));
  }
}

interface BackwardStep {
  /** For each output of the body what stands for its cotangent; null where none flows in. */
  readonly leaves: readonly (Tensor | null)[];
  /** The carries whose cotangents are carried. */
  readonly flowing: ReadonlySet<number>;
  /** The cotangents of the body's inputs by place. */
  readonly dins: ReadonlyMap<number, Tensor>;
}

/** One step against the direction: a carry whose cotangent is not null at first may become so in an earlier step. */
function backwardStep(
  { inputs, outputs }: Graph,
  { dys, carries, active }: { dys: Backward<unknown>['dys']; carries: number; active: readonly number[] },
): BackwardStep {
  const flowing = new Set(range(carries).filter((k) => dys[k] && active.includes(k)));
  for (;;) {
    const leaves = outputs.map((y, k) => {
      const flows = k < carries ? flowing.has(k) : dys[k] !== null;
      return flows && y.dtype === 'f32' ? input(`d${nameOf(y)}`, y, y.node.source) : null;
    });
    const found = cotangents(
      outputs,
      leaves,
      active.map((k) => inputs[k]!),
    );
    const dins = new Map(active.flatMap((k, i) => (found[i] ? [[k, found[i]] as const] : [])));
    const more = [...dins.keys()].filter((k) => k < carries && !flowing.has(k));
    if (more.length === 0) return { leaves, flowing, dins };
    more.forEach((k) => flowing.add(k));
  }
}

/** The loop forward once more, for some inner values of each step. */
function stackedAgain(
  kept: readonly Tensor[],
  attrs: LoopAttrs,
  inputs: readonly Tensor[],
  op: Op<LoopAttrs>,
): readonly Tensor[] {
  if (kept.length === 0) return [];
  const { body, carries } = attrs;
  const outputs = [...body.outputs.slice(0, carries), ...kept];
  return applyNode(op, inputs, { ...attrs, body: makeGraph(body.inputs, outputs) }).results.slice(carries);
}
