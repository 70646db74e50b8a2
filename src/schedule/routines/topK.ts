import { sizeOf, type DType } from '../../base/index.js';
import type { Argument, Routine, Statement, Value } from '../loopNest.js';
import { sizeValue } from '../scatter.js';
import { lastExtents, namesFrom, type KernelOf, type Tools, type Written } from './routine.js';
import { goesFirst } from './sort.js';
import {
  add,
  assign,
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

type TopKKernel = KernelOf<'topK'>;

/**
 * The results of each row are a heap whose root is the last one of the order. Elements that stand before it take its place one after
 * another, which most of a long row do not; in the end the root goes behind all others, again and again, which puts them in order.
 */
export function topK(kernel: TopKKernel, { memory, fresh }: Tools): Written {
  const [x] = kernel.operands as [TopKKernel['operands'][number]];
  const [values, places] = kernel.results.map(memory) as [string, string];
  const [length] = lastExtents(x, 1);
  const { k } = kernel;
  const { row, from, to, i, value, last, lastPlace, root } = namesFrom(fresh, [
    'row',
    'from',
    'to',
    'i',
    'value',
    'last',
    'lastPlace',
    'root',
  ]);
  const sink = sinking(x.dtype);
  const sinks = (at: Value, count: Value): Statement => ({
    kind: 'call',
    routine: sink.name,
    memory: [values, places],
    numbers: [int(to), at, count, number(levelsOf(k))],
  });
  const place = (key: Value, at: Value, where: Value): Statement[] => [
    store(values, at, key),
    store(places, at, where),
  ];
  const element = (at: Value): Value => load(memory(x), x.dtype, add(int(from), at));
  const half = Math.floor(k / 2);
  const end = (): Value => add(int(to), sub(number(k), int(i)));
  const body: Statement[] = [
    set(from, times(int(row), extent(length!))),
    set(to, times(int(row), number(k))),
    loop(i, number(0), number(k), place(element(int(i)), add(int(to), int(i)), int(i))),
    loop(i, number(0), number(half), [sinks(sub(number(half - 1), int(i)), number(k))]),
    variable(root, load(values, x.dtype, int(to))),
    loop(i, number(k), extent(length!), [
      set(value, element(int(i))),
      when(goesFirst(named(value, x.dtype), named(root, x.dtype), 'fallingFromNaN'), [
        ...place(named(value, x.dtype), int(to), int(i)),
        sinks(number(0), number(k)),
        assign(root, load(values, x.dtype, int(to))),
      ]),
    ]),
    loop(i, number(1), number(k), [
      set(last, load(values, x.dtype, end())),
      set(lastPlace, load(places, 'i32', end())),
      ...place(load(values, x.dtype, int(to)), end(), load(places, 'i32', int(to))),
      ...place(named(last, x.dtype), int(to), int(lastPlace)),
      sinks(number(0), sub(number(k), int(i))),
    ]),
  ];
  return { body: [loop(row, number(0), sizeValue(sizeOf(x.shape.slice(0, -1))), body)], routines: [sink] };
}

/** How many times an element of a heap can sink. */
const levelsOf = (k: number): number => Math.floor(Math.log2(k));

/** Lets one element of a heap sink to where nothing below it stands behind it. */
function sinking(dtype: DType): Routine {
  const argument = (name: string, of: DType): Argument => ({ name, dtype: of, access: 'update' });
  const own = (at: Value): Value => add(int('from'), at);
  const key = (at: Value): Value => load('keys', dtype, own(at));
  const place = (at: Value): Value => load('places', 'i32', own(at));
  const put = (at: Value, one: Value, where: Value): Statement[] => [
    store('keys', own(at), one),
    store('places', own(at), where),
  ];
  const [left, right, lower] = [named('left', dtype), named('right', dtype), named('lower', dtype)];
  const down: Statement[] = [
    set('other', least(add(int('child'), number(1)), sub(int('count'), number(1)))),
    set('left', key(int('child'))),
    set('right', key(int('other'))),
    set('isRight', standsBehind([right, place(int('other'))], [left, place(int('child'))])),
    set('below', choose(named('isRight', 'bool'), int('other'), int('child'))),
    set('lower', choose(named('isRight', 'bool'), right, left)),
    set('lowerPlace', place(int('below'))),
    when(standsBehind([lower, int('lowerPlace')], [named('key', dtype), int('place')]), [
      ...put(int('hole'), lower, int('lowerPlace')),
      assign('hole', int('below')),
    ]),
  ];
  return {
    name: `sink${dtype}`,
    title: 'Lets the element at a place of a heap sink to where none below it stands behind it in the order.',
    memory: [argument('keys', dtype), argument('places', 'i32')],
    numbers: ['from', 'at', 'count', 'levels'],
    body: [
      set('key', key(int('at'))),
      set('place', place(int('at'))),
      variable('hole', int('at')),
      loop('level', number(0), int('levels'), [
        set('child', add(times(int('hole'), number(2)), number(1))),
        when(test('less', int('child'), int('count')), down),
      ]),
      ...put(int('hole'), named('key', dtype), int('place')),
    ],
  };
}

type Placed = readonly [key: Value, place: Value];

/** Of equals the one that comes from further behind. */
function standsBehind([a, from]: Placed, [b, other]: Placed): Value {
  const isEqual = not(goesFirst(a, b, 'fallingFromNaN'));
  return test('or', goesFirst(b, a, 'fallingFromNaN'), test('and', isEqual, test('less', other, from)));
}
