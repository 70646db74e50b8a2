// The derivative of the branch not taken is masked before it is multiplied: at 0 it is 0, not NaN.
import { f32, grad, greater, log, program, sum, where } from 'tapeless';

export default program({
  inputs: { x: f32(4) },
  outputs: ({ x }) => ({ dx: grad((v) => sum(where(greater(v, 0), log(v), 0)))(x) }),
});
