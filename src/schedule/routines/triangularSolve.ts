import { sizeOf } from '../../base/index.js';
import type { Statement, Value } from '../loopNest.js';
import { sizeValue } from '../scatter.js';
import { lastExtents, namesFrom, type KernelOf, type Tools, type Written } from './routine.js';
import {
  add,
  assign,
  call,
  extent,
  int,
  load,
  loop,
  named,
  number,
  set,
  store,
  sub,
  times,
  variable,
} from './statements.js';

type SolveKernel = KernelOf<'triangularSolve'>;

/** Row by row, from the one that has a single unknown: x[i, c] = (b[i, c] - Σ a[i, k] x[k, c]) / a[i, i]. */
export function triangularSolve(kernel: SolveKernel, { memory, fresh }: Tools): Written {
  const { operands, results, lower, transposeA, unitDiagonal } = kernel;
  const [a, b] = operands as [SolveKernel['operands'][number], SolveKernel['operands'][number]];
  const [matrix, right, solved] = [memory(a), memory(b), memory(results[0]!)];
  const [n, columns] = lastExtents(b, 2).map(extent) as [Value, Value];
  const names = namesFrom(fresh, ['which', 'inA', 'inB', 'step', 'i', 'c', 'sum', 'k', 'rest', 'at']);
  const { which, inA, inB, step, i, c, sum, k, rest, at } = names;
  const float = (name: string): Value => named(name, 'f32');
  const entry = (row: string, column: string): Value => {
    const [first, second] = transposeA ? [column, row] : [row, column];
    return load(matrix, 'f32', add(int(inA), times(int(first), n), int(second)));
  };
  const place = (row: string): Value => add(int(inB), times(int(row), columns), int(c));
  const isForward = lower !== transposeA;
  const [first, last] = isForward ? [number(0), int(i)] : [add(int(i), number(1)), n];
  const product = call('mul', [entry(i, k), load(solved, 'f32', place(k))]);
  const inColumn: Statement[] = [
    variable(sum, number(0, 'f32')),
    loop(k, first, last, [assign(sum, call('add', [float(sum), product]))]),
    set(at, place(i)),
    set(rest, call('sub', [load(right, 'f32', int(at)), float(sum)])),
    store(solved, int(at), unitDiagonal ? float(rest) : call('div', [float(rest), entry(i, i)])),
  ];
  return {
    body: [
      loop(which, number(0), sizeValue(sizeOf(b.shape.slice(0, -2))), [
        set(inA, times(int(which), times(n, n))),
        set(inB, times(int(which), times(n, columns))),
        loop(step, number(0), n, [
          set(i, isForward ? int(step) : sub(sub(n, number(1)), int(step))),
          loop(c, number(0), columns, inColumn),
        ]),
      ]),
    ],
  };
}
