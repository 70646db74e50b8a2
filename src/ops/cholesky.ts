import { floatOf } from './families/floats.js';
import { apply, type Op, type Sample, type Tensor } from '../graph/index.js';
import { add } from './add.js';
import { diagonalHalved, lowerOf } from './composed/triangles.js';
import { moveAxis } from './families/batching.js';
import { requireDtypes } from './families/elementwise.js';
import { fail, type Operand } from './families/operand.js';
import { single, type NoAttrs } from './families/single.js';
import { matricesIn, matrixProduct, requireSquare, withDiagonal } from './families/squares.js';
import { mul } from './mul.js';
import { swapaxes } from './composed/reshaping.js';
import { solveTriangle } from './triangularSolve.js';

/**
 * The lower triangular l with l lᵀ = a, zeros above the diagonal. Only the lower triangle of a is read. A matrix that is not
 * positive definite gives NaN on and below the diagonal.
 */
export const choleskyOp: Op<NoAttrs> = single<['a'], NoAttrs>({
  name: 'cholesky',
  operands: ['a'],
  type: ([a]) => {
    requireDtypes('cholesky', [a], ['f32']);
    requireSquare('cholesky', a);
    return { dtype: 'f32', shape: a.shape };
  },
  // Murray, Differentiation of the Cholesky decomposition (2016): s = l⁻ᵀ Φ(lᵀ dl) l⁻¹, of which each element that is read
  // counts for its mirror image as well.
  vjp: ({ y: l, dy }) => {
    const inner = diagonalHalved(lowerOf(matrixProduct(l, lowerOf(dy), [0, 0])));
    const towards = (x: Tensor): Tensor => solveTriangle(l, x, { lower: true, transposeA: true, unitDiagonal: false });
    const s = towards(swapaxes(towards(inner), -2, -1));
    return [diagonalHalved(lowerOf(add(s, swapaxes(s, -2, -1))))];
  },
  batch: ([{ x, axis }]) => ({ x: apply(choleskyOp, [moveAxis(x, axis ?? 0, 0)], {}), axis: 0 }),
  lower: () => ({ form: 'routine', routine: 'cholesky', needs: [] }),
  reference: ([a]) => {
    const n = a.shape.at(-1)!;
    const data = matricesIn(a).flatMap((at) => factorOf(at, n));
    return { dtype: 'f32', shape: a.shape, data: Float64Array.from(data) };
  },
  samples: [sample([2, 2]), sample([2, 3, 3]), sample([1, 1]), sample([0, 0]), sample([0, 2, 2]), sample([5, 5])],
});

/**
 * The lower triangular factor l of symmetric positive definite matrices, a = l lᵀ, over the last two axes; of the mean of a and its
 * transpose, as JAX. Where a matrix is not positive definite, its factor is NaN.
 */
export function cholesky(a: Operand): Tensor {
  const tensor = floatOf(a, 'cholesky');
  try {
    requireSquare('cholesky', tensor);
  } catch (error) {
    fail(error as Error);
  }
  return apply(choleskyOp, [mul(add(tensor, swapaxes(tensor, -2, -1)), 0.5)], {});
}

/** Column by column, each taking its part off all that are left. */
function factorOf(at: (row: number, column: number) => number, n: number): number[] {
  const places = Array.from({ length: n }, (_, k) => k);
  const left = places.map((i) => places.map((j) => (j <= i ? at(i, j) : 0)));
  for (const j of places) {
    const root = left[j]![j]! > 0 ? Math.sqrt(left[j]![j]!) : NaN;
    for (const i of places.slice(j)) left[i]![j] = i === j ? root : left[i]![j]! / root;
    for (const k of places.slice(j + 1)) {
      for (const i of places.slice(k)) left[i]![k]! -= left[i]![j]! * left[k]![j]!;
    }
  }
  const isBroken = left.some((row, i) => Number.isNaN(row[i]!));
  return left.flatMap((row, i) => row.map((x, j) => (isBroken && j <= i ? NaN : x)));
}

function sample(shape: readonly number[]): Sample<NoAttrs> {
  return { shapes: [shape], attrs: {}, within: ([a]) => [withDiagonal(a!)] };
}
