import { at, badLoop, optionsOf, shapeText, unlike, type Extent } from '../base/index.js';
import {
  applyNode,
  calledName,
  currentSource,
  input,
  makeGraph,
  nameOf,
  traceOf,
  type Tensor,
} from '../graph/index.js';
import { randomBits } from '../ops/index.js';
import { leavesLike } from './bodies.js';
import { kindOf, named, requireFunction } from './checks.js';
import { capturedBy, unrepeated } from './closed.js';
import { doAgain } from './effects.js';
import { flatten, withConstants, type Flat } from './nest.js';
import { scanOp } from './scanOp.js';
import { requireSameCarry, tracedStep } from './tracedStep.js';

export interface ScanOptions {
  /** From the last slice to the first; the stacked results stay in the slices' order. */
  readonly reverse?: boolean;
  /** The number of steps: needed where xs has no tensor, checked where it has. */
  readonly length?: Extent;
}

/**
 * A loop over the first axis of xs, as in JAX: `fn(carry, x)` gives `[carry, y]`, the next step's carry and a result of this
 * step. Gives the last carry and all y stacked. Carry, x and y are any nests of tensors (x is null where xs is, and then `length`
 * says how many steps there are); whatever else fn uses is the same in all steps.
 *
 * The body becomes code once, whatever the number of steps; the derivative is a loop in the other direction, which can be
 * derived again. Random functions draw other numbers in each step. What is tapped inside comes out stacked; a state
 * that is assigned is carried from step to step.
 */
export function scan<C, X, Y>(
  fn: (carry: C, x: X) => readonly [carry: C, y: Y],
  init: C,
  xs: X,
  options: ScanOptions = {},
): [carry: C, ys: Y] {
  const { reverse, length: asked } = optionsOf('scan', options, { reverse: false, length: undefined });
  requireFunction('scan', fn, 'fn');
  const start = withConstants('scan', init);
  const carry = flatten(start);
  const stacked = flatten(withConstants('scan', xs));
  const length = stepsOf(stacked.tensors, asked);
  const leaves = leavesLike(carry.tensors);
  const slices = stacked.tensors.map((x) =>
    input(nameOf(x), { dtype: x.dtype, shape: x.shape.slice(1) }, x.node.source),
  );
  const step = tracedStep(() => fn(carry.build(leaves) as C, stacked.build(slices) as X));
  const [next, y] = pairOf(step.result);
  requireSameCarry('scan', start, carry.tensors, next);
  const after = flatten(next);

  const befores = step.assigned.map(({ before }) => before);
  const ys = [...y.tensors, ...step.taps.map(({ x }) => x)];
  const distinct = [...leaves, ...befores, ...slices, ...(step.key ? [step.key] : [])];
  const outputs = [...after.tensors, ...step.assigned.map(({ x }) => x), ...ys];
  const captured = unrepeated(capturedBy(distinct, outputs));
  const graph = makeGraph([...distinct, ...captured], outputs);
  const carries = leaves.length + befores.length;
  const keys = step.key ? [keysOf(length)] : [];
  const attrs = { body: graph, length, reverse, carries, stacked: slices.length + keys.length };
  const operands = [...carry.tensors, ...befores, ...stacked.tensors, ...keys, ...captured];
  const { results } = applyNode(scanOp, operands, attrs);
  doAgain(step.assigned, results.slice(leaves.length));
  doAgain(step.taps, results.slice(carries + y.tensors.length));
  return [carry.build(results) as C, y.build(results.slice(carries)) as Y];
}

/** A random key for each step. */
function keysOf(length: Extent): Tensor {
  const { key, stream } = traceOf('scan');
  return randomBits(key(), { shape: [length, 2], stream: stream() });
}

function stepsOf(xs: readonly Tensor[], asked: Extent | undefined): Extent {
  const scalar = xs.find(({ shape }) => shape.length === 0);
  if (scalar)
    fail(`${calledName(scalar)} ${shapeText([])} has no axis to take a slice of in each step`, shared, [scalar]);
  const [first] = xs;
  if (!first) {
    if (asked === undefined)
      fail(
        'xs has no tensor, and no length says how many steps there are',
        'Pass { length }, or tensors to take slices of.',
      );
    return requireLength(asked);
  }
  const length = first.shape[0]!;
  const other = xs.find(({ shape }) => shape[0] !== length);
  const text = (x: Tensor): string => `${calledName(x)} ${shapeText(x.shape)}`;
  if (other)
    fail(`xs has tensors of ${length} and of ${other.shape[0]} steps: ${text(first)} and ${text(other)}`, shared, [
      first,
      other,
    ]);
  if (asked !== undefined && asked !== length)
    fail(`the length ${asked} is given, and ${text(first)} has ${length} slices`, 'Leave length out: xs tell it.', [
      first,
    ]);
  return length;
}

const shared = 'Stack what differs from step to step along the first axis; what all steps share, fn can use as it is.';

function requireLength(asked: Extent): Extent {
  if (typeof asked === 'number' && !(Number.isSafeInteger(asked) && asked >= 0))
    fail(`the length ${asked} is no number of steps`, 'Pass a whole number from 0, or an extent such as N.');
  return asked;
}

function pairOf(result: unknown): [carry: unknown, y: Flat] {
  if (!Array.isArray(result) || result.length !== 2)
    throw at(unlike('scan', 'the result of fn', kindOf(result), '[carry, y]'), currentSource());
  return [withConstants('scan', result[0]), flatten(withConstants('scan', result[1]))];
}

function fail(says: string, mend: string, tensors: readonly Tensor[] = []): never {
  throw at(badLoop('scan', says, mend, tensors.map(named)), currentSource());
}
