import { add, f32, grad, hessian, mul, program, slice, square, sub, sum, type Tensor } from 'tapeless';

/** Rosenbrock's valley: 0 at (1, 1), and hard to walk along. */
function valley(point: Tensor): Tensor {
  const [x, y] = [slice(point, [0], [1]), slice(point, [1], [2])];
  return sum(add(square(sub(1, x)), mul(100, square(sub(y, square(x))))));
}

export default program({
  inputs: { point: f32(2) },
  outputs: ({ point }) => ({
    value: valley(point),
    gradient: grad(valley)(point),
    hessian: hessian(valley)(point),
  }),
});
