// Two reductions over the same rows and what uses them are one kernel; the costly row is not computed twice.
import { add, div, f32, mean, program, sqrt, square, sub } from 'tapeless';

export default program({
  inputs: { x: f32('N', 8) },
  outputs: ({ x }) => {
    const centred = sub(x, mean(x, { axis: -1, keepDims: true }));
    const spread = mean(square(centred), { axis: -1, keepDims: true });
    return { y: div(centred, sqrt(add(spread, 1e-3))) };
  },
});
