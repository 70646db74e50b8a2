// Checked by tsc alone: functions written on the spot need no annotations, and nests are allowed where they are annotated.
import {
  add,
  checkpoint,
  customVjp,
  f32,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  matmul,
  mul,
  program,
  sum,
  valueAndGrad,
  vjp,
  vmap,
} from 'tapeless';
import type { Tensor } from 'tapeless';

declare const x: Tensor<readonly [3]>;
declare const rows: Tensor<readonly ['N', 3]>;
declare const scalar: Tensor<readonly []>;

const dx: Tensor = grad((v) => sum(mul(v, v)))(x);
const dy: Tensor = grad((u, v) => sum(mul(u, v)), { argnums: 1 })(x, x);
const both: readonly [Tensor, Tensor] = grad((u, v) => sum(mul(u, v)), { argnums: [0, 1] })(x, x);
const twice: Tensor = grad((v) => sum(grad((u) => sum(mul(u, u)))(v)))(x);
const [value, slope] = valueAndGrad((v) => sum(v))(x);
const [told, pullback] = vjp((v) => mul(v, v), x);
const [moved, tangent] = jvp((v) => mul(v, v), [x], [x]);
const each: Tensor = vmap((row, w) => matmul(row, w), { inAxes: [0, null] })(rows, x);
const perRow: Tensor = vmap((row: Tensor<readonly [3]>) => sum(row))(rows);
const h: Tensor = hessian((v) => sum(mul(v, v)))(x);
const j: Tensor = jacobian((v) => mul(v, v))(x);
const product: Tensor = hvp((v) => sum(mul(v, v)), x, x);
const kept: Tensor = checkpoint((v) => mul(v, v))(x);

const clipped: Tensor = customVjp((v) => v, {
  forward: (v) => [v, { v }],
  backward: ({ v }, dv) => [mul(v, dv)],
})(x);

interface Weights {
  readonly w: Tensor;
  readonly b: Tensor;
}
const nested: Weights = grad(({ w, b }: Weights) => sum(add(w, b)))({ w: x, b: x });

// @ts-expect-error a gradient is of a tensor's function
grad((v) => 3)(x);
// @ts-expect-error a text is no argument: what is derived by is a tensor, or a constant
grad((v) => sum(v))('3');
const atNumbers: Tensor = grad((v) => sum(v))([1, 2]);

program({ inputs: { x: f32(3) }, outputs: ({ x }) => ({ dx: grad((v) => sum(mul(v, v)))(x) }) });
export {
  atNumbers,
  clipped,
  both,
  dx,
  dy,
  each,
  h,
  j,
  kept,
  moved,
  nested,
  perRow,
  product,
  pullback,
  scalar,
  slope,
  tangent,
  told,
  twice,
  value,
};
