import * as ops from '../../src/ops/index.js';
import { golden } from './golden.js';
import { checkCases, leaf, withGradients } from './goldenCases.js';

// Cholesky factors and triangular systems with their gradients: as JAX' and PyTorch's.

type Numbers = number | readonly number[];

interface Values {
  readonly cholesky: readonly {
    readonly shape: readonly number[];
    readonly x: Numbers;
    readonly dy: Numbers;
    readonly y: Numbers;
    readonly dx: Numbers;
  }[];
  readonly triangularSolve: readonly {
    readonly lower: boolean;
    readonly transposed: boolean;
    readonly unitDiagonal: boolean;
    readonly shapes: Readonly<Record<'a' | 'b', readonly number[]>>;
    readonly a: Numbers;
    readonly b: Numbers;
    readonly dy: Numbers;
    readonly y: Numbers;
    readonly da: Numbers;
    readonly db: Numbers;
  }[];
}

const { cholesky, triangularSolve } = golden<Values>('linear');

const factors = cholesky.map((one, k) => {
  const a = leaf(one.shape, one.x);
  const name = `${k}: cholesky of [${one.shape.join()}]`;
  return { name, ...withGradients(ops.cholesky(a.leaf), [a], one.dy), expected: [one.y, one.dx] };
});

const solutions = triangularSolve.map(({ shapes, lower, transposed: transposeA, unitDiagonal, ...one }, k) => {
  const [a, b] = [leaf(shapes.a, one.a), leaf(shapes.b, one.b)];
  const x = ops.triangularSolve(a.leaf, b.leaf, { lower, transposeA, unitDiagonal });
  const how = `${lower ? 'lower' : 'upper'}${transposeA ? ', transposed' : ''}${unitDiagonal ? ', ones on the diagonal' : ''}`;
  const name = `${k}: triangularSolve [${shapes.a.join()}] [${shapes.b.join()}], ${how}`;
  return { name, ...withGradients(x, [a, b], one.dy), expected: [one.y, one.da, one.db] };
});

checkCases([...factors, ...solutions], { reference: 1e-6, compiled: 1e-5 });
