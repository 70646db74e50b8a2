// A recurrent layer's gradient: a loop that keeps what it needs, and one back from the last step to the first; the products with
// the inputs, and the weights' gradients, are made once for all steps.
import { add, f32, grad, matmul, program, scan, square, sum, tanh, zeros, type Tensor } from 'tapeless';

const [steps, features, units] = [4, 3, 5];

const loss = (w: Tensor, u: Tensor, x: Tensor): Tensor => {
  const [last] = scan(
    (h: Tensor, row: Tensor) => [tanh(add(matmul(row, w), matmul(h, u))), null],
    zeros(['N', units]),
    x,
  );
  return sum(square(last));
};

export default program({
  inputs: { x: f32(steps, 'N', features), w: f32(features, units), u: f32(units, units) },
  outputs: ({ x, w, u }) => {
    const [dw, du] = grad(loss, { argnums: [0, 1] })(w, u, x);
    return { dw, du };
  },
});
