// Checked by tsc alone: functions written on the spot need no annotations, and nests are allowed where they are annotated.
import {
  add,
  checkpoint,
  cond,
  customVjp,
  f32,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  less,
  matmul,
  mul,
  program,
  scan,
  sum,
  valueAndGrad,
  vjp,
  vmap,
  whileLoop,
  zeros,
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

// Loops: a step sees one slice and the carry as it starts; results are stacked along the number of steps.
declare const sequence: Tensor<readonly [7, 'N', 3]>;
const [state, all] = scan(
  ({ h, count }, { row }) => [{ h: add(h, row), count: add(count, 1) }, mul(row, 2)],
  { h: zeros(['N', 3]), count: 0 },
  { row: sequence },
);
const lastState: Tensor<readonly ['N', 3]> = state.h;
const counted: Tensor<readonly []> = state.count;
const stackedRows: Tensor<readonly [7, 'N', 3]> = all;
const [powers, none] = scan((p) => [mul(p, 2), null], x, null, { length: 4 });
const sameAsX: Tensor<readonly [3]> = powers;
const nothing: null = none;
const taken: Tensor = cond(
  less(scalar, 0),
  (v) => mul(v, 2),
  (v) => v,
  x,
);
const halved: Tensor<readonly []> = whileLoop(
  (v) => less(1, v),
  (v) => mul(v, 0.5),
  scalar,
);
// @ts-expect-error a step gives the next carry and a result
scan((p) => mul(p, 2), x, null, { length: 4 });
// @ts-expect-error the next carry is the same nest
scan(({ h }) => [h, null], { h: x }, null, { length: 4 });

program({ inputs: { x: f32(3) }, outputs: ({ x }) => ({ dx: grad((v) => sum(mul(v, v)))(x) }) });
export {
  atNumbers,
  clipped,
  counted,
  halved,
  lastState,
  nothing,
  sameAsX,
  stackedRows,
  taken,
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
