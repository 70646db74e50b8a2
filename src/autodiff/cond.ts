import { at, badLoop, sameShape, unlike } from '../base/index.js';
import { applyNode, currentSource, makeGraph, type Tensor } from '../graph/index.js';
import { isTensor, tensorOf, type Operand } from '../ops/index.js';
import { capturedBy } from './closed.js';
import { kindOf, named, requireFunction } from './checks.js';
import { condOp } from './condOp.js';
import { doAgain, valueBefore, type Effect } from './effects.js';
import { flatten, nestText, pathsOf, withConstants, type Flat } from './nest.js';
import { traced, type Traced } from './traced.js';

/**
 * `a(...operands)` where pred holds, else `b(...operands)`: only the one that is asked for is computed. pred is one truth value;
 * both give the same nest of tensors. Where vmap gives each element a pred of its own, both are computed and chosen from.
 *
 * What is tapped in one must be tapped in the other as well. A state that only one assigns keeps its value in the other.
 */
export function cond<X extends readonly unknown[], Y>(
  pred: Operand,
  a: (...xs: X) => Y,
  b: (...xs: X) => Y,
  ...operands: X
): Y {
  requireFunction('cond', a, 'the first function');
  requireFunction('cond', b, 'the second function');
  const condition = requireCondition('cond', 'pred', pred);
  const args = flatten(operands);
  const [then, otherwise] = [a, b].map((f) =>
    traced((...xs: never[]) => withConstants('cond', f(...(xs as unknown as X))), args),
  ) as [Traced, Traced];
  requireSameResult(then.result, otherwise.result);
  const effects = commonEffects(then.effects, otherwise.effects);
  const outputs = [then, otherwise].map(({ result }, branch) => [
    ...result.tensors,
    ...effects.map(({ xs }) => xs[branch]!),
  ]);
  const captured = [
    ...new Set([...capturedBy(then.leaves, outputs[0]!), ...capturedBy(otherwise.leaves, outputs[1]!)]),
  ];
  const { results } = applyNode(condOp, [condition, ...args.tensors, ...captured], {
    then: makeGraph([...then.leaves, ...captured], outputs[0]!),
    otherwise: makeGraph([...otherwise.leaves, ...captured], outputs[1]!),
  });
  doAgain(effects, results.slice(then.result.tensors.length));
  return then.result.build(results) as Y;
}

/** One truth value, as control flow needs it. */
export function requireCondition(what: string, role: string, x: unknown): Tensor {
  const tensor = isTensor(x) || typeof x === 'boolean' ? tensorOf(x, what, 'bool') : null;
  if (tensor?.dtype === 'bool' && tensor.shape.length === 0) return tensor;
  throw at(unlike(what, role, tensor ? nestText(tensor) : kindOf(x), 'a truth value bool[]'), currentSource());
}

function requireSameResult(a: Flat, b: Flat): void {
  const [first, second] = [a, b].map(({ build, tensors }) => build(tensors));
  const same = a.tensors.every((x, k) => {
    const y = b.tensors[k];
    return y !== undefined && x.dtype === y.dtype && sameShape(x.shape, y.shape);
  });
  if (same && pathsOf(first).join() === pathsOf(second).join()) return;
  const role = 'the result of the second function';
  throw at(unlike('cond', role, nestText(second), `as the first one's, ${nestText(first)}`), currentSource());
}

/** An effect of both branches, with its tensor in each. */
interface Common extends Omit<Effect, 'x'> {
  readonly xs: readonly [Tensor, Tensor];
}

function commonEffects(a: readonly Effect[], b: readonly Effect[]): Common[] {
  const common = a.map((effect): Common => {
    const other = b.find((one) => isSame(one, effect));
    return { ...effect, xs: [effect.x, other?.x ?? unchanged(effect)] };
  });
  const onlySecond = b.filter((effect) => !a.some((one) => isSame(one, effect)));
  return [...common, ...onlySecond.map((effect): Common => ({ ...effect, xs: [unchanged(effect), effect.x] }))];
}

const isSame = (a: Effect, b: Effect): boolean => a.variable === b.variable && a.tap === b.tap;

/** What an effect of one branch is worth where the other is taken. */
function unchanged({ variable, tap, x }: Effect): Tensor {
  if (variable) return valueBefore(variable);
  const says = `'${tap}' is tapped in one of the two functions, and has no value where the other is taken`;
  throw at(badLoop('cond', says, 'Tap it in both, or tap the result of cond.', [named(x)]), currentSource());
}
