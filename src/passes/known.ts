import { isInteger, type Type } from '../base/index.js';
import { apply, type Tensor } from '../graph/index.js';
import { broadcastOp, scalar } from '../ops/index.js';

/** What can be read off a tensor without evaluating it. */

/** Ops that only move elements: of a tensor of equal elements they make one of the same elements. */
const moving: ReadonlySet<string> = new Set(['broadcast', 'reshape', 'transpose', 'slice', 'reverse']);

/** The one value that all elements have, if that can be seen: of a constant, moved or repeated. */
export function scalarOf(t: Tensor): number | null {
  let at = t;
  while (moving.has(at.node.op.name)) at = at.node.inputs[0]!;
  if (at.node.op.name !== 'constant') return null;
  const { data } = at.node.attrs as { readonly data: ArrayLike<number> };
  const first = data[0];
  if (first === undefined || (data.length > 1 && !allEqual(data, first))) return null;
  return first;
}

function allEqual(data: ArrayLike<number>, value: number): boolean {
  for (let k = 1; k < data.length; k++) if (!Object.is(data[k], value)) return false;
  return true;
}

/** One value in a tensor's type: a scalar, repeated. */
export function constantLike(value: number, { dtype, shape }: Type): Tensor {
  const one = scalar(value, dtype);
  return shape.length === 0 ? one : apply(broadcastOp, [one], { shape, axes: [] });
}

/** Functions whose result is one of their operands. */
const choosing: ReadonlySet<string> = new Set(['select', 'maximum', 'minimum']);

/** Neither NaN nor infinite, whatever the inputs are. */
export function isSurelyFinite(t: Tensor): boolean {
  const { op, inputs } = t.node;
  if (t.dtype !== 'f32') return true;
  const value = scalarOf(t);
  if (value !== null) return Number.isFinite(value);
  if (op.name === 'iota') return true;
  if (op.name === 'cast') return inputs[0]!.dtype === 'bool' || isInteger(inputs[0]!.dtype);
  if (moving.has(op.name)) return isSurelyFinite(inputs[0]!);
  if (choosing.has(op.name)) return inputs.every(isSurelyFinite);
  return false;
}

const elementwiseNames = [
  'abs acos add and asin atan atan2 cast ceil checkedIndex cos cosh div equal erf erfc exp expm1 floor isFinite less lessEqual log log1p',
  'maximum minimum mod mul neg not or pow round rsqrt select shiftLeft shiftRight sigmoid sign sin sinh softplus sqrt sub',
  'tan tanh xor',
];
const elementwise: ReadonlySet<string> = new Set(elementwiseNames.join(' ').split(' '));

/** Whether each element of the result is a function of the operands' elements at its own index. */
export const isElementwise = (t: Tensor): boolean => elementwise.has(t.node.op.name);

const cheapNames =
  'abs add and ceil div equal floor isFinite less lessEqual maximum minimum mul neg not or round select shiftLeft shiftRight sign sub xor';
const cheap: ReadonlySet<string> = new Set([
  ...cheapNames.split(' '),
  ...moving,
  'cast',
  'checkedIndex',
  'concat',
  'constant',
  'extent',
  'iota',
  'pad',
]);

/** Whether a tensor costs about as much to compute from its operands as to store and to load: arithmetic, and what only moves elements. */
export const isCheap = ({ node }: Tensor): boolean => cheap.has(node.op.name);

const movementNames = 'concat dynamicSlice gather pad takeAlongAxis';
const movements: ReadonlySet<string> = new Set([...moving, ...movementNames.split(' ')]);

/** Whether each element of a result is an element of an operand, or a known number. */
export const isMovement = ({ node }: Tensor): boolean => movements.has(node.op.name);

/** A tensor's op by name. */
export const isA = (name: string, t: Tensor): boolean => t.node.op.name === name;

/** Whether one tensor is written as the other's negative. */
export function isNegationOf(a: Tensor, b: Tensor): boolean {
  if (isA('neg', a) && a.node.inputs[0] === b) return true;
  if (isA('neg', b) && b.node.inputs[0] === a) return true;
  if (isA('sub', a) && isA('sub', b))
    return a.node.inputs[0] === b.node.inputs[1] && a.node.inputs[1] === b.node.inputs[0];
  if (!isA('mul', a) || !isA('mul', b)) return false;
  const [x, c] = factored(a);
  const [y, d] = factored(b);
  return x === y && c !== null && d !== null && c === -d;
}

/** A product with its constant factor apart. */
function factored({ node: { inputs } }: Tensor): readonly [Tensor, number | null] {
  const [a, b] = inputs as readonly [Tensor, Tensor];
  const first = scalarOf(a);
  return first === null ? [a, scalarOf(b)] : [b, first];
}

/** A tensor without the movements around it. */
export function unmoved(t: Tensor): Tensor {
  let at = t;
  while (moving.has(at.node.op.name)) at = at.node.inputs[0]!;
  return at;
}

/** Above 0 whatever the inputs are, as long as N is: constants and counts of elements. */
export function isSurelyPositive(t: Tensor): boolean {
  const value = scalarOf(t);
  if (value !== null) return value > 0 && Number.isFinite(value);
  const { op, inputs } = unmoved(t).node;
  if (op.name === 'extent') return true;
  return (op.name === 'mul' || op.name === 'div') && inputs.every(isSurelyPositive);
}

/** A constant whose products and quotients neither overflow nor vanish. */
export const isTame = (value: number | null): boolean =>
  value !== null && Math.abs(value) > 1e-15 && Math.abs(value) < 1e15;
