// A second derivative is the first one's derivative: the same rules, applied again.
import { f32, hessian, mul, program, sin, sum } from 'tapeless';

export default program({
  inputs: { x: f32(3) },
  outputs: ({ x }) => ({ h: hessian((v) => sum(mul(sin(v), v)))(x) }),
});
