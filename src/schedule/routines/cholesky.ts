import { sizeOf } from '../../base/index.js';
import type { Statement, Value } from '../loopNest.js';
import { sizeValue } from '../scatter.js';
import { lastExtents, namesFrom, type KernelOf, type Tools, type Written } from './routine.js';
import {
  add,
  assign,
  call,
  choose,
  extent,
  int,
  load,
  loop,
  named,
  number,
  set,
  store,
  test,
  times,
  variable,
  when,
} from './statements.js';

type CholeskyKernel = KernelOf<'cholesky'>;

/**
 * Row by row (Cholesky and Banachiewicz): l[i, j] = (a[i, j] - Σ l[i, k] l[j, k]) / l[j, j], and the root of what is left on
 * the diagonal. A matrix where nothing is left is NaN in the whole lower triangle.
 */
export function cholesky({ operands: [a], results: [l] }: CholeskyKernel, { memory, fresh }: Tools): Written {
  const [from, to] = [memory(a!), memory(l!)];
  const n = extent(lastExtents(a!, 1)[0]!);
  const names = namesFrom(fresh, ['matrix', 'base', 'broken', 'i', 'row', 'j', 'other', 'sum', 'k', 'left']);
  const { matrix, base, broken, i, row, j, other, sum, k, left } = names;
  const float = (name: string): Value => named(name, 'f32');
  const of = (memoryName: string, start: string, at: string): Value =>
    load(memoryName, 'f32', add(int(start), int(at)));
  const rowOf = (name: string): Value => add(int(base), times(int(name), n));
  const product = call('mul', [of(to, row, k), of(to, other, k)]);
  const sums: Statement[] = [
    variable(sum, number(0, 'f32')),
    loop(k, number(0), int(j), [assign(sum, call('add', [float(sum), product]))]),
    set(left, call('sub', [of(from, row, j), float(sum)])),
  ];
  const isPositive = test('less', number(0, 'f32'), float(left));
  const besideDiagonal: Statement[] = [
    set(other, rowOf(j)),
    ...sums,
    store(to, add(int(row), int(j)), call('div', [float(left), of(to, other, j)])),
  ];
  const onDiagonal: Statement[] = [
    set(j, int(i)),
    set(other, int(row)),
    ...sums,
    store(to, add(int(row), int(i)), choose(isPositive, call('sqrt', [float(left)]), number(NaN, 'f32'))),
    assign(broken, choose(isPositive, int(broken), number(1))),
  ];
  const inRow: Statement[] = [
    set(row, rowOf(i)),
    loop(j, number(0), n, [store(to, add(int(row), int(j)), number(0, 'f32'))]),
    loop(j, number(0), int(i), besideDiagonal),
    ...onDiagonal,
  ];
  const spoilt: Statement[] = [
    set(row, rowOf(i)),
    loop(j, number(0), add(int(i), number(1)), [store(to, add(int(row), int(j)), number(NaN, 'f32'))]),
  ];
  return {
    body: [
      loop(matrix, number(0), sizeValue(sizeOf(a!.shape.slice(0, -2))), [
        set(base, times(int(matrix), times(n, n))),
        variable(broken, number(0)),
        loop(i, number(0), n, inRow),
        when(test('equal', int(broken), number(1)), [loop(i, number(0), n, spoilt)]),
      ]),
    ],
  };
}
