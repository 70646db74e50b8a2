// Random bits come from the seed and the step alone; two equal draws stay two.
import { add, bernoulli, cast, f32, mul, program, uniform } from 'tapeless';

export default program({
  inputs: { x: f32('N', 3) },
  outputs: ({ x }) => {
    const keep = cast(bernoulli(['N', 3], 0.5), 'f32');
    return { y: mul(x, keep), noise: add(uniform(['N', 3]), uniform(['N', 3])) };
  },
});
