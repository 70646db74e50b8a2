// Bias and activation are the epilogue of the product; a transposed operand is read through its index map.
import { add, f32, matmul, program, relu, transpose } from 'tapeless';

export default program({
  inputs: { x: f32('N', 6), w: f32(5, 6), b: f32(5) },
  outputs: ({ x, w, b }) => ({ y: relu(add(matmul(x, transpose(w, [1, 0])), b)) }),
});
