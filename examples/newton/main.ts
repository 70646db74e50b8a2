// Newton's method on a function of two variables, whose derivatives are compiled: node dist/examples/newton/main.js
import { compile } from 'tapeless/compiler';
import rosenbrock from './rosenbrock.model.js';

const { run } = compile(rosenbrock);

/** The step to where the second-order model of the function is flat: H s = g, by Cramer's rule. */
function newtonStep([g0 = 0, g1 = 0]: Float32Array, [a = 0, b = 0, c = 0, d = 0]: Float32Array): [number, number] {
  const determinant = a * d - b * c;
  return [(g0 * d - b * g1) / determinant, (a * g1 - g0 * c) / determinant];
}

const point = Float32Array.from([-1.2, 1]);
for (let k = 0; k <= 6; k++) {
  const { value, gradient, hessian } = run({ point });
  console.log(`step ${k}: f(${point.join(', ')}) = ${value}, gradient ${gradient.join(', ')}`);
  newtonStep(gradient, hessian).forEach((change, axis) => (point[axis]! -= change));
}
