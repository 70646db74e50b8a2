// Textbook formulas as a user writes them: each becomes its stable form, before it is differentiated.
import { add, div, exp, f32, grad, log, program, sub, sum } from 'tapeless';

export default program({
  inputs: { x: f32(5) },
  outputs: ({ x }) => ({
    softplus: log(add(1, exp(x))),
    softmax: div(exp(x), sum(exp(x))),
    logSumExp: log(sum(exp(x))),
    slope: grad((v) => sum(log(sub(1, div(1, add(1, exp(sub(0, v))))))))(x),
  }),
});
