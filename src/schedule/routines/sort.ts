import { isInteger, sizeOf, type DType } from '../../base/index.js';
import type { Argument, Routine, Statement, Value } from '../loopNest.js';
import { sizeValue } from '../scatter.js';
import { lastExtents, namesFrom, type KernelOf, type Tools, type Written } from './routine.js';
import {
  add,
  assign,
  call,
  choose,
  extent,
  int,
  least,
  load,
  loop,
  named,
  not,
  number,
  set,
  store,
  sub,
  test,
  times,
  variable,
  when,
} from './statements.js';

type SortKernel = KernelOf<'sort'>;

/** Passes that sort any row: each makes runs four times as long. */
const mostPasses = 15;

/**
 * Each row by merging: sorted runs of 1, 2, 4 … elements, two by two, to and fro between the results and a row of scratch.
 * Elements move together with the places that they come from. Of equals the left one goes first.
 */
export function sort(kernel: SortKernel, { memory, fresh }: Tools): Written {
  const [x] = kernel.operands as [SortKernel['operands'][number]];
  const [values, places, keys, own] = [...kernel.results, ...kernel.scratch].map(memory) as [
    string,
    string,
    string,
    string,
  ];
  const [length] = lastExtents(x, 1);
  const n = extent(length!);
  const { row, at, k, pass, width } = namesFrom(fresh, ['row', 'at', 'k', 'pass', 'width']);
  const merge = mergeRuns(x.dtype, kernel.order);
  const merged = (names: readonly string[], numbers: readonly Value[]): Statement => ({
    kind: 'call',
    routine: merge.name,
    memory: names,
    numbers: [...numbers.slice(0, 2), n, ...numbers.slice(2)],
  });
  const passes = typeof length === 'number' ? Math.ceil(Math.log2(Math.max(1, length)) / 2) : mostPasses;
  const twice = [
    merged([values, places, keys, own], [int(at), number(0), int(width)]),
    merged([keys, own, values, places], [number(0), int(at), times(int(width), number(2))]),
  ];
  const body: Statement[] = [
    set(at, times(int(row), n)),
    loop(k, number(0), n, [
      store(values, add(int(at), int(k)), load(memory(x), x.dtype, add(int(at), int(k)))),
      store(places, add(int(at), int(k)), int(k)),
    ]),
    loop(pass, number(0), number(passes), [
      set(width, call('shiftLeft', [number(1), times(int(pass), number(2))])),
      ...(typeof length === 'number' ? twice : [when(test('less', int(width), n), twice)]),
    ]),
  ];
  return { body: [loop(row, number(0), sizeValue(sizeOf(x.shape.slice(0, -1))), body)], routines: [merge] };
}

/** Merges neighbouring runs of `width` elements out of one memory into another. */
function mergeRuns(dtype: DType, order: SortKernel['order']): Routine {
  const argument = (name: string, of: DType, access: Argument['access']): Argument => ({ name, dtype: of, access });
  const key = (at: string): Value =>
    load('fromKeys', dtype, add(int('from'), least(int(at), sub(int('high'), number(1)))));
  const [a, b] = [named('a', dtype), named('b', dtype)];
  const takes = named('takes', 'bool');
  const inRun: Statement[] = [
    set('left', sub(add(int('k'), int('middle')), int('right'))),
    set('a', key('left')),
    set('b', key('right')),
    set(
      'takes',
      test(
        'or',
        test('lessEqual', int('middle'), int('left')),
        test('and', test('less', int('right'), int('high')), goesFirst(b, a, order)),
      ),
    ),
    store('toKeys', add(int('to'), int('k')), choose(takes, b, a)),
    store(
      'toPlaces',
      add(int('to'), int('k')),
      load('fromPlaces', 'i32', add(int('from'), choose(takes, int('right'), int('left')))),
    ),
    assign('right', choose(takes, add(int('right'), number(1)), int('right'))),
  ];
  const double = times(int('width'), number(2));
  return {
    name: `merge${dtype}${order}`,
    title: `Sorted runs of width elements, two by two, into runs of twice the width (${order}).`,
    memory: [
      argument('fromKeys', dtype, 'read'),
      argument('fromPlaces', 'i32', 'read'),
      argument('toKeys', dtype, 'write'),
      argument('toPlaces', 'i32', 'write'),
    ],
    numbers: ['from', 'to', 'count', 'width'],
    body: [
      loop('pair', number(0), ceiling(int('count'), double), [
        set('low', times(int('pair'), double)),
        set('middle', least(add(int('low'), int('width')), int('count'))),
        set('high', least(add(int('low'), double), int('count'))),
        variable('right', int('middle')),
        loop('k', int('low'), int('high'), inRun),
      ]),
    ],
  };
}

const ceiling = (a: Value, b: Value): Value => ({
  kind: 'call',
  dtype: 'i32',
  fn: 'idiv',
  args: [sub(add(a, b), number(1)), b],
  exact: true,
});

/** Whether x has to stand before y, which is on its left: never where they are equal. */
export function goesFirst(x: Value, y: Value, order: SortKernel['order']): Value {
  const [small, large] = order === 'rising' ? [x, y] : [y, x];
  if (isInteger(x.dtype)) return test('less', small, large);
  // Comparisons with NaN are false: one is left where it is if it goes last, and passes all others if it goes first.
  const isNumber = order === 'fallingFromNaN' ? y : x;
  return test('and', not(test('lessEqual', large, small)), test('equal', isNumber, isNumber));
}
