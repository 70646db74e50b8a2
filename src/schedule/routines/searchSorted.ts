import { affine, isInteger, sizeOf, type Extent } from '../../base/index.js';
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

type SearchKernel = KernelOf<'searchSorted'>;

/** Steps that reach the end of any row in memory. */
const mostSteps = 30;

/** Each value by halving: a step, the next one half as long, goes as far as what it passes stands before the value. */
export function searchSorted(kernel: SearchKernel, { memory, fresh }: Tools): Written {
  const [sorted, values] = kernel.operands as [SearchKernel['operands'][number], SearchKernel['operands'][number]];
  const lead = sorted.shape.length - 1;
  const [length] = lastExtents(sorted, 1) as [Extent];
  const names = namesFrom(fresh, ['row', 'from', 'k', 'at', 'value', 'place', 'step', 'next', 'passed']);
  const { row, from, k, at, value, place, step, next, passed } = names;
  const own = sizeValue(sizeOf(values.shape.slice(lead)));
  const { dtype } = values;
  const steps = stepsIn(length);
  const goOn: Statement[] = [
    set(passed, load(memory(sorted), dtype, add(int(from), sub(int(next), number(1))))),
    when(standsBefore(named(passed, dtype), named(value, dtype), kernel.side), [assign(place, int(next))]),
  ];
  const search: Statement[] = [
    set(at, add(times(int(row), own), int(k))),
    set(value, load(memory(values), dtype, int(at))),
    variable(place, number(0)),
    loop(step, number(0), number(steps), [
      set(next, add(int(place), call('shiftRight', [number(2 ** Math.max(0, steps - 1)), int(step)]))),
      when(test('lessEqual', int(next), extent(length)), goOn),
    ]),
    store(memory(kernel.results[0]!), int(at), int(place)),
  ];
  const inRow = [set(from, times(int(row), extent(length))), loop(k, number(0), own, search)];
  return { body: [loop(row, number(0), sizeValue(sizeOf(sorted.shape.slice(0, -1))), inRow)] };
}

/** How many powers of two together reach the end of a row. */
function stepsIn(length: Extent): number {
  const { n, plus } = affine(length);
  return n === 0 ? Math.floor(Math.log2(Math.max(1, plus))) + 1 : mostSteps;
}

function standsBefore(x: Value, value: Value, side: SearchKernel['side']): Value {
  if (isInteger(x.dtype)) return test(side === 'left' ? 'less' : 'lessEqual', x, value);
  // Written with what NaN makes false: it is the greatest.
  if (side === 'right') return test('or', test('lessEqual', x, value), not(test('equal', value, value)));
  return test('and', test('equal', x, x), not(test('lessEqual', value, x)));
}
