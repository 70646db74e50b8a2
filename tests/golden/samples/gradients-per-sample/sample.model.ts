// vmap of grad over the batch: a gradient for each sample, in one program.
import { f32, grad, matmul, program, square, sum, tanh, vmap } from 'tapeless';

export default program({
  inputs: { x: f32('N', 3), w: f32(3) },
  outputs: ({ x, w }) => ({ dw: vmap((row) => grad((v) => square(tanh(sum(matmul(row, v)))))(w))(x) }),
});
