// Which loops threads run in parts: those whose parts need nothing of each other.
import { describe, expect, test } from 'vitest';
import { sharedNest, type LoopNest, type Statement, type Value } from '../../src/schedule/index.js';

const number = (value: number): Value => ({ kind: 'number', dtype: 'i32', value });
const name = (of: string): Value => ({ kind: 'name', dtype: 'i32', name: of });
const extent: Value = { kind: 'extent', dtype: 'i32', extent: 'N' };
const loadOf = (buffer: string, at: Value = name('i')): Value => ({ kind: 'load', dtype: 'f32', buffer, at });
const storeTo = (buffer: string, value: Value, at = name('i')): Statement => ({ kind: 'store', buffer, at, value });
const loop = (
  kind: 'sequential' | 'parallel' | 'vector',
  body: readonly Statement[],
  more: Partial<Extract<Statement, { kind: 'loop' }>> = {},
): Statement => ({ kind: 'loop', loop: kind, name: 'i', from: number(0), to: extent, step: 1, body, ...more });
const added: Value = {
  kind: 'call',
  dtype: 'f32',
  fn: 'add',
  args: [{ kind: 'name', dtype: 'f32', name: 'sum' }, loadOf('x')],
  exact: false,
};

const nestOf = (body: readonly Statement[], work: readonly number[] = [0, 100]): LoopNest => ({
  name: 'nest',
  sources: [],
  title: '',
  arguments: [
    { name: 'x', dtype: 'f32', access: 'read' },
    { name: 'y', dtype: 'f32', access: 'write' },
    { name: 'z', dtype: 'f32', access: 'update' },
  ],
  scratch: [{ name: 'row', dtype: 'f32', length: 8 }],
  routines: [],
  usesN: true,
  body,
  reasons: [],
  bounds: { proved: 0, guarded: 0 },
  work,
});

/** Which loops are shared, outermost first, in their order. */
const sharedIn = (body: readonly Statement[]): readonly (boolean | readonly unknown[])[] => {
  const inside = (list: readonly Statement[]): readonly (boolean | readonly unknown[])[] =>
    list.flatMap((s) => {
      if (s.kind !== 'loop') return [];
      const inner = inside(s.body);
      return [inner.length > 0 ? [s.shared === true, ...inner] : s.shared === true];
    });
  return inside(sharedNest(nestOf(body), 1000).body);
};

describe('a nest', () => {
  const copy = loop('parallel', [storeTo('y', loadOf('x'))]);

  test('is shared from the first batch on that is worth it', () => {
    expect(sharedNest(nestOf([copy]), 1000).least).toBe(10);
    expect(sharedNest(nestOf([copy], [999]), 1000).least).toBe(undefined);
    expect(sharedNest(nestOf([copy], [1000]), 1000).least).toBe(1);
    expect(sharedNest(nestOf([copy], [0, 1, 1]), 1000).least).toBe(32);
    expect(sharedNest(nestOf([copy], [0, 1]), 1e6)).toEqual(nestOf([copy], [0, 1]));
  });

  test('shares its independent loops, and no others', () => {
    expect(sharedIn([copy])).toEqual([true]);
    expect(sharedIn([loop('vector', [storeTo('y', loadOf('x'))])])).toEqual([true]);
    expect(sharedIn([loop('sequential', [storeTo('y', loadOf('x'))])])).toEqual([false]);
  });

  test('does not share sums, and lets every thread make one that the others need', () => {
    const sum: readonly Statement[] = [
      { kind: 'var', name: 'sum', value: number(0) },
      loop('vector', [{ kind: 'assign', name: 'sum', value: added }]),
    ];
    expect(sharedIn(sum)).toEqual([false]);
    expect(sharedIn([...sum, copy])).toEqual([false, true]);
    expect(sharedIn([...sum, storeTo('y', name('sum'), number(0))])).toEqual([false]);
  });

  test('shares what vectors have left over too', () => {
    const [body, whole] = [[storeTo('z', loadOf('z'))], number(96)];
    const vectors = loop('vector', body, { to: whole, step: 4 });
    expect(sharedIn([vectors, loop('parallel', body, { from: whole })])).toEqual([true, true]);
    expect(sharedIn([vectors, loop('vector', body, { from: whole, step: 4 })])).toEqual([true, true]);
    expect(sharedIn([vectors, loop('parallel', body, { from: number(95) })])).toEqual([false, false]);
  });

  test('shares loops that store parts of a result which nothing reads again', () => {
    const other = loop('parallel', [storeTo('y', number(0))], { to: number(96) });
    expect(sharedIn([copy, other])).toEqual([true, true]);
    expect(sharedIn([copy, loop('parallel', [storeTo('y', loadOf('y'))])])).toEqual([false, false]);
    for (const again of ['z', 'row']) {
      const stores = [number(0), number(1)].map((value) => loop('parallel', [storeTo(again, value)]));
      expect(sharedIn(stores)).toEqual([false, false]);
    }
  });

  test('is left whole where one part would need what another made', () => {
    const reader = loop('parallel', [storeTo('y', loadOf('z'))]);
    const writer = loop('parallel', [storeTo('z', loadOf('x'))]);
    expect(sharedIn([writer, loop('parallel', [storeTo('y', loadOf('x'))])])).toEqual([true, true]);
    expect(sharedIn([writer, reader])).toEqual([false, false]);
    expect(sharedIn([reader, writer])).toEqual([false, false]);
    const first: Statement = { kind: 'let', name: 'first', value: loadOf('z', number(0)) };
    expect(sharedIn([first, writer])).toEqual([false]);
    expect(sharedIn([first, copy])).toEqual([false]);
  });

  test('keeps a row in scratch memory for the whole of it, or not at all', () => {
    const keeper = (kind: 'sequential' | 'parallel'): Statement => loop(kind, [storeTo('row', loadOf('x'))]);
    const user = loop('parallel', [storeTo('y', loadOf('row'))]);
    expect(sharedIn([keeper('sequential'), user])).toEqual([false, true]);
    expect(sharedIn([keeper('parallel'), user])).toEqual([false, false]);
  });

  test('shares the loop inside one of few iterations', () => {
    const around = (iterations: number): Statement =>
      loop('parallel', [loop('sequential', [storeTo('row', loadOf('x'))]), copy], {
        name: 'j',
        to: number(iterations),
      });
    expect(sharedIn([around(2)])).toEqual([[false, false, true]]);
    expect(sharedIn([around(8)])).toEqual([[true, false, false]]);
  });
});
