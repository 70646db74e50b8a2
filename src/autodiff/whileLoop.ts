import { at, badLoop } from '../base/index.js';
import { applyNode, currentSource, makeGraph, traceOf } from '../graph/index.js';
import { randomBits } from '../ops/index.js';
import { leavesLike } from './bodies.js';
import { named, requireFunction } from './checks.js';
import { capturedBy } from './closed.js';
import { requireCondition } from './cond.js';
import { doAgain, type Effect } from './effects.js';
import { flatten, withConstants } from './nest.js';
import { requireSameCarry, tracedStep } from './tracedStep.js';
import { whileOp } from './whileOp.js';

/**
 * Runs `body` on a carry as long as `test` of it holds, and gives the last carry: any nest of tensors, of the same types in all
 * steps. Where the number of steps is known, use `scan`: a while loop can be derived forward (jvp) and runs under vmap, but has
 * no gradient.
 *
 * Random functions draw other numbers in each step; a state that body assigns is carried from step to step.
 */
export function whileLoop<C>(test: (carry: C) => unknown, body: (carry: C) => C, init: C): C {
  requireFunction('whileLoop', test, 'test');
  requireFunction('whileLoop', body, 'body');
  const start = withConstants('whileLoop', init);
  const carry = flatten(start);
  const leaves = leavesLike(carry.tensors);
  const given = carry.build(leaves) as C;
  const goesOn = tracedStep(() => test(given));
  const step = tracedStep(() => withConstants('whileLoop', body(given)));
  refuse([...goesOn.taps, ...goesOn.assigned], 'test', 'Do it in body, or with the result.');
  refuse(step.taps, 'body', 'Tap the result, or carry the tensor.');
  if (goesOn.key) refuseDraw();
  const condition = requireCondition('whileLoop', 'the result of test', goesOn.result);
  requireSameCarry('whileLoop', start, carry.tensors, step.result);

  const befores = step.assigned.map(({ before }) => before);
  const own = [...leaves, ...befores, ...(step.key ? [step.key] : [])];
  const nextKey = step.key ? [randomBits(step.key, { shape: [2], stream: traceOf('whileLoop').stream() })] : [];
  const next = [...flatten(step.result).tensors, ...step.assigned.map(({ x }) => x), ...nextKey];
  const captured = [...new Set([...capturedBy(own, [condition]), ...capturedBy(own, next)])];
  const inputs = [...own, ...captured];
  const { results } = applyNode(
    whileOp,
    [...carry.tensors, ...befores, ...(step.key ? [traceOf('whileLoop').key()] : []), ...captured],
    { test: makeGraph(inputs, [condition]), body: makeGraph(inputs, next), carries: own.length },
  );
  doAgain(step.assigned, results.slice(leaves.length));
  return carry.build(results) as C;
}

/** Taps and assignments for which there may be no step, or no step that is the last one. */
function refuse([first]: readonly Effect[], where: string, mend: string): void {
  if (!first) return;
  const what = first.variable ? `'${first.variable.name}' is assigned` : `'${first.tap}' is tapped`;
  const says = `${what} in ${where}, which may run any number of times`;
  throw at(badLoop('whileLoop', says, mend, [named(first.x)]), currentSource());
}

function refuseDraw(): never {
  const says = 'test draws random numbers, which belong to a step';
  throw at(badLoop('whileLoop', says, 'Draw them in body, and carry what test needs.'), currentSource());
}
