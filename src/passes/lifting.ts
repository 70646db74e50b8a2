import { sameShape, type Shape } from '../base/index.js';
import { apply, makeNode, type Tensor } from '../graph/index.js';
import { broadcastOp, div, mul, reshapeOp, select } from '../ops/index.js';
import { constantLike, isA, isElementwise, scalarOf } from './known.js';
import type { Step } from './rewriting.js';

/** Steps that are true of every element-wise op or every movement, and so are no patterns of single ops. */

interface Movement {
  readonly name: string;
  readonly attrs: { readonly shape: Shape; readonly axes?: readonly number[] };
  readonly inner: Shape;
}

function movementOf(x: Tensor, name: string): Movement | null {
  if (!isA(name, x)) return null;
  return { name, attrs: x.node.attrs as Movement['attrs'], inner: x.node.inputs[0]!.shape };
}

const sameMovement = (a: Movement, b: Movement): boolean =>
  sameShape(a.inner, b.inner) && (a.attrs.axes ?? []).every((axis, k) => axis === b.attrs.axes?.[k]);

/**
 * f(move x, move y, c) = move f(x, y, c): broadcasts and reshapes go outwards past element-wise ops, so that there is less to compute
 * and a movement meets the next one.
 */
const outwards = (name: 'broadcast' | 'reshape', op: typeof broadcastOp | typeof reshapeOp): Step => ({
  says: `f(${name} x) = ${name}(f x)`,
  apply: (t) => {
    if (!isElementwise(t)) return null;
    const { inputs } = t.node;
    const moved = inputs.filter((x) => scalarOf(x) === null);
    const [first] = moved;
    const movement = first && movementOf(first, name);
    if (!movement || !moved.every((x) => fits(movementOf(x, name), movement))) return null;
    const inner = inputs.map((x) =>
      moved.includes(x) ? x.node.inputs[0]! : constantLike(scalarOf(x)!, { dtype: x.dtype, shape: movement.inner }),
    );
    const type = { dtype: t.dtype, shape: movement.inner };
    const result = makeNode(t.node.op, inner, t.node.attrs, [type], t.node.source).results[0]!;
    return apply(op as typeof reshapeOp, [result], { ...movement.attrs, shape: t.shape });
  },
});

const fits = (own: Movement | null, movement: Movement): boolean => own !== null && sameMovement(own, movement);

/** move(select(c, a, 0)) b = select(move c, (move a) b, 0): a mask reaches what multiplies it also through a movement. */
const maskThroughMovement: Step = {
  says: 'move(select(c, a, 0)) b = select(move c, (move a) b, 0)',
  apply: (t) => {
    const isProduct = isA('mul', t);
    if (!isProduct && !isA('div', t)) return null;
    const [a, b] = t.node.inputs as readonly [Tensor, Tensor];
    for (const [masked, other] of isProduct ? [[a, b] as const, [b, a] as const] : [[a, b] as const]) {
      const mask = movedMask(masked);
      if (!mask || scalarOf(other) !== null) continue;
      const product = (x: Tensor): Tensor => (isProduct ? mul(x, other) : div(x, other));
      const { when, then, otherwise } = mask;
      if (scalarOf(otherwise) === 0) return select(when, product(then), 0);
      if (scalarOf(then) === 0) return select(when, 0, product(otherwise));
    }
    return null;
  },
};

/** select(p, s, t) b = select(p, s b, t b) where s or t is a mask: each keeps its own, as in the derivative of a maximum. */
const maskInBranch: Step = {
  says: 'select(p, select(c, a, 0), t) b = select(p, select(c, a, 0) b, t b)',
  apply: (t) => {
    const isProduct = isA('mul', t);
    if (!isProduct && !isA('div', t)) return null;
    const [a, b] = t.node.inputs as readonly [Tensor, Tensor];
    for (const [chosen, other] of isProduct ? [[a, b] as const, [b, a] as const] : [[a, b] as const]) {
      if (!isA('select', chosen) || scalarOf(other) !== null) continue;
      const [when, then, otherwise] = chosen.node.inputs as readonly [Tensor, Tensor, Tensor];
      if (!isMasked(then) && !isMasked(otherwise)) continue;
      const product = (x: Tensor): Tensor => (isProduct ? mul(x, other) : div(x, other));
      return select(when, product(then), product(otherwise));
    }
    return null;
  },
};

const isMasked = (t: Tensor): boolean => isA('select', t) && t.node.inputs.slice(1).some((x) => scalarOf(x) === 0);

const movements: ReadonlySet<string> = new Set(['broadcast', 'reshape', 'transpose']);

/** The select inside movements, with its operands moved as it was. */
function movedMask(t: Tensor): { when: Tensor; then: Tensor; otherwise: Tensor } | null {
  const path: Tensor[] = [];
  let at = t;
  while (movements.has(at.node.op.name)) {
    path.unshift(at);
    at = at.node.inputs[0]!;
  }
  if (path.length === 0 || !isA('select', at)) return null;
  const [when, then, otherwise] = at.node.inputs.map((x) =>
    path.reduce((inner, move) => apply(move.node.op, [inner], move.node.attrs), x),
  ) as [Tensor, Tensor, Tensor];
  return { when, then, otherwise };
}

export const liftings: readonly Step[] = [
  outwards('broadcast', broadcastOp),
  outwards('reshape', reshapeOp),
  maskThroughMovement,
  maskInBranch,
];
