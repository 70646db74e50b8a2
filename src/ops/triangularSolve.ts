import { optionsOf, sameShape, shapeMismatch, type NdArray } from '../base/index.js';
import { apply, type Op, type Sample, type Tensor } from '../graph/index.js';
import { lowerOf, upperOf } from './composed/triangles.js';
import { alignBatch } from './families/batching.js';
import { broadcastShapes, stretch } from './families/broadcasting.js';
import { requireDtypes } from './families/elementwise.js';
import { floatOf } from './families/floats.js';
import { fail, named, type Operand } from './families/operand.js';
import { single } from './families/single.js';
import { matricesIn, matrixProduct, requireSquare, withDiagonal } from './families/squares.js';
import { neg } from './neg.js';
import { reshape } from './reshape.js';

export interface TriangularSolveAttrs {
  /** Whether the triangle on and below the diagonal of a is read, else the one on and above it. */
  readonly lower: boolean;
  readonly transposeA: boolean;
  /** Ones on the diagonal, whatever a has there. */
  readonly unitDiagonal: boolean;
}

/** x with a x = b, or aᵀ x = b, of triangular matrices a. Zeros on the diagonal give infinity or NaN. */
export const triangularSolveOp: Op<TriangularSolveAttrs> = single<['a', 'b'], TriangularSolveAttrs>({
  name: 'triangularSolve',
  operands: ['a', 'b'],
  type: ([a, b]) => {
    requireDtypes('triangularSolve', [a, b], ['f32']);
    requireSquare('triangularSolve', a);
    if (!sameShape(a.shape.slice(0, -1), b.shape.slice(0, -1)))
      throw shapeMismatch('triangularSolve', [a, b].map(named), 'a needs as many rows as b, and the same batches');
    return { dtype: 'f32', shape: b.shape };
  },
  // Giles, Collected matrix derivative results (2008): db = a⁻ᵀ dx, da = -db xᵀ, of which the triangle that is read counts.
  vjp: ({ inputs: [a], attrs, y: x, dy }) => {
    const { lower, transposeA, unitDiagonal } = attrs;
    const db = solveTriangle(a, dy, { ...attrs, transposeA: !transposeA });
    const da = transposeA ? matrixProduct(x, db, [1, 1]) : matrixProduct(db, x, [1, 1]);
    return [(lower ? lowerOf : upperOf)(neg(da), { strict: unitDiagonal }), db];
  },
  batch: (inputs, attrs) => {
    const { xs } = alignBatch(inputs, 0);
    return { x: apply(triangularSolveOp, xs, attrs), axis: 0 };
  },
  lower: (_, __, attrs) => ({ form: 'routine', routine: 'triangularSolve', needs: [], ...attrs }),
  reference: ([a, b], attrs) => {
    const [n, columns] = b.shape.slice(-2) as [number, number];
    const rights = matricesIn(b);
    const isForward = attrs.lower !== attrs.transposeA;
    const places = Array.from({ length: n }, (_, k) => (isForward ? k : n - 1 - k));
    const data = matricesIn(a).flatMap((at, k) => solved(effective(at, attrs), rights[k]!, places, columns));
    return { dtype: 'f32', shape: b.shape, data: Float64Array.from(data) };
  },
  samples: [
    sample([3, 3], 2, {}),
    sample([2, 3, 3], 4, { transposeA: true }),
    sample([3, 3], 1, { lower: false }),
    sample([2, 2], 5, { lower: false, transposeA: true, unitDiagonal: true }),
    sample([1, 1], 3, { unitDiagonal: true }),
    sample([0, 0], 2, {}),
    sample([2, 2], 0, {}),
    sample([6, 6], 3, {}),
  ],
});

export function solveTriangle(a: Tensor, b: Tensor, attrs: TriangularSolveAttrs): Tensor {
  return apply(triangularSolveOp, [a, b], attrs);
}

/**
 * x with a x = b of triangular matrices a: the last two axes of both are matrices, further axes broadcast; or b is one vector.
 * Of a the part on and below the diagonal is read, or above it where `lower` is false; `unitDiagonal` takes ones for the diagonal.
 * A zero on it gives infinity or NaN.
 */
export function triangularSolve(a: Operand, b: Operand, options: Partial<TriangularSolveAttrs> = {}): Tensor {
  const attrs = optionsOf('triangularSolve', options, { lower: true, transposeA: false, unitDiagonal: false });
  const [left, right] = [floatOf(a, 'triangularSolve'), floatOf(b, 'triangularSolve')];
  try {
    requireSquare('triangularSolve', left);
  } catch (error) {
    fail(error as Error);
  }
  const isVector = right.shape.length === 1;
  const columns = isVector ? reshape(right, [...right.shape, 1]) : right;
  const lead = broadcastShapes([left.shape.slice(0, -2), columns.shape.slice(0, -2)]);
  if (!lead || right.shape.length === 0 || left.shape.at(-1) !== columns.shape.at(-2)) {
    const why = lead ? 'a needs as many rows as b' : 'the batches do not broadcast to one shape';
    return fail(shapeMismatch('triangularSolve', [left, right].map(named), why));
  }
  const [matrices, given] = [left, columns].map((x) => stretch(x, [...lead, ...x.shape.slice(-2)]));
  const x = solveTriangle(matrices!, given!, attrs);
  return isVector ? reshape(x, x.shape.slice(0, -1)) : x;
}

type At = (row: number, column: number) => number;

/** The matrix that is solved: zeros beside the triangle. */
function effective(at: At, { lower, transposeA, unitDiagonal }: TriangularSolveAttrs): At {
  const triangle: At = (i, j) => (i === j && unitDiagonal ? 1 : (lower ? j <= i : i <= j) ? at(i, j) : 0);
  return transposeA ? (i, j) => triangle(j, i) : triangle;
}

/** By elimination: each unknown, as soon as it is known, is taken off all rows that are left. */
function solved(at: At, b: At, places: readonly number[], columns: number): number[] {
  const rest = places.map((_, i) => Array.from({ length: columns }, (__, c) => b(i, c)));
  places.forEach((k, step) => {
    rest[k] = rest[k]!.map((x) => x / at(k, k));
    for (const i of places.slice(step + 1)) rest[i] = rest[i]!.map((x, c) => x - at(i, k) * rest[k]![c]!);
  });
  return rest.flat();
}

function sample(
  shape: readonly number[],
  columns: number,
  { lower = true, transposeA = false, unitDiagonal = false }: Partial<TriangularSolveAttrs>,
): Sample<TriangularSolveAttrs> {
  return {
    shapes: [shape, [...shape.slice(0, -1), columns]],
    attrs: { lower, transposeA, unitDiagonal },
    within: ([a, b]) => [withDiagonal(a as NdArray), b!],
  };
}
