import { expect, test } from 'vitest';
import {
  interpret,
  type LoopNest,
  type Outside,
  type Schedule,
  type Statement,
  type Value,
} from '../../src/schedule/index.js';

const number = (value: number): Value => ({ kind: 'number', dtype: 'i32', value });
const name = (of: string): Value => ({ kind: 'name', dtype: 'i32', name: of });
const plus = (a: Value, by: number): Value => ({
  kind: 'call',
  dtype: 'i32',
  fn: 'add',
  args: [a, number(by)],
  exact: true,
});
const loadOf = (buffer: string, at: Value): Value => ({ kind: 'load', dtype: 'f32', buffer, at });

const loop = (kind: 'sequential' | 'parallel', body: readonly Statement[]): Statement => ({
  kind: 'loop',
  loop: kind,
  name: 'i',
  from: number(0),
  to: { kind: 'extent', dtype: 'i32', extent: 'N' },
  step: 1,
  body,
});

/** Runs one nest over `x` and `y` of N elements; gives y and what lay outside. */
function run(body: readonly Statement[], independent: 'forwards' | 'backwards' = 'forwards') {
  const nest: LoopNest = {
    name: 'nest',
    sources: [],
    title: '',
    arguments: [
      { name: 'x', dtype: 'f32', access: 'read' },
      { name: 'y', dtype: 'f32', access: 'update' },
    ],
    scratch: [],
    routines: [],
    usesN: true,
    body,
    reasons: [],
    bounds: { proved: 0, guarded: 0 },
    work: [],
  };
  const calls = [{ kind: 'call', nest: 0, buffers: ['from', 'to'] }] as const;
  const entry = { name: 'run', calls, feeds: [], results: [] } as const;
  const schedule = { nests: [nest], entries: [entry] } as unknown as Schedule;
  const memory = new Map([
    ['from', Float64Array.of(1, 2, 3)],
    ['to', Float64Array.of(0, 0, 0)],
  ]);
  const outside: Outside[] = [];
  interpret(schedule, entry, { n: 3, memory, independent, outside: (where) => outside.push(where) });
  return { y: [...memory.get('to')!], outside };
}

test('a nest is run, with N, under the names of its arguments', () => {
  const body = [loop('parallel', [{ kind: 'store', buffer: 'y', at: name('i'), value: loadOf('x', name('i')) }])];
  expect(run(body)).toEqual({ y: [1, 2, 3], outside: [] });
});

test('a load outside its buffer is told, and gives NaN', () => {
  const ahead = loadOf('x', plus(name('i'), 1));
  const { y, outside } = run([loop('parallel', [{ kind: 'store', buffer: 'y', at: name('i'), value: ahead }])]);
  expect(y).toEqual([2, 3, NaN]);
  expect(outside).toEqual([{ nest: 'nest', buffer: 'x', access: 'load', at: 3, length: 3 }]);
});

test('a store outside its buffer is told, and left out', () => {
  const behind = plus(name('i'), -1);
  const { y, outside } = run([loop('parallel', [{ kind: 'store', buffer: 'y', at: behind, value: number(7) }])]);
  expect(y).toEqual([7, 7, 0]);
  expect(outside).toEqual([{ nest: 'nest', buffer: 'y', access: 'store', at: -1, length: 3 }]);
});

test('a branch that is not taken reads nothing', () => {
  const guarded: Value = {
    kind: 'select',
    dtype: 'f32',
    when: { kind: 'call', dtype: 'bool', fn: 'less', args: [name('i'), number(2)], exact: false },
    then: loadOf('x', plus(name('i'), 1)),
    otherwise: number(9),
  };
  const body = [loop('parallel', [{ kind: 'store', buffer: 'y', at: name('i'), value: guarded }])];
  expect(run(body)).toEqual({ y: [2, 3, 9], outside: [] });
});

test('iterations that depend on each other give other values backwards; sequential ones are never turned', () => {
  const running = (kind: 'sequential' | 'parallel'): Statement[] => [
    { kind: 'var', name: 'last', value: number(0) },
    loop(kind, [
      {
        kind: 'assign',
        name: 'last',
        value: { kind: 'call', dtype: 'f32', fn: 'add', args: [name('last'), loadOf('x', name('i'))], exact: false },
      },
      { kind: 'store', buffer: 'y', at: name('i'), value: name('last') },
    ]),
  ];
  expect(run(running('parallel')).y).toEqual([1, 3, 6]);
  expect(run(running('parallel'), 'backwards').y).toEqual([6, 5, 3]);
  expect(run(running('sequential'), 'backwards').y).toEqual([1, 3, 6]);
});
