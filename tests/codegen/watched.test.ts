import { expect, test } from 'vitest';
import { input, type Tensor } from '../../src/graph/index.js';
import { add, exp, matmul, sum } from '../../src/ops/index.js';
import type { Placed, Schedule, Statement } from '../../src/schedule/index.js';
import { js } from '../../codegen/js/index.js';
import { draw, randomNumbers } from '../../src/check/index.js';
import { emittedJs } from '../support/runJs.js';
import { scheduled, type Scheduled } from '../support/scheduled.js';

// Whatever runs generated code over watched memory sees a wrong address, a wrong plan and a value that is not there yet.

const x = input('x', { dtype: 'f32', shape: [4, 4] });
const hidden = matmul(exp(x), x);
const ready = scheduled({ xs: [x], ys: [add(matmul(hidden, hidden), sum(hidden, { axis: 0 }))] }, js.profile);
const fed = new Map<Tensor, ReturnType<typeof draw>>([[x, draw([4, 4], randomNumbers(1))]]);

const changed = (schedule: Partial<Schedule>): Scheduled => ({
  ...ready,
  schedule: { ...ready.schedule, ...schedule },
});

const withBuffers = (f: (buffer: Placed) => Placed): Scheduled => changed({ buffers: ready.schedule.buffers.map(f) });

/** Every store that a nest makes at its place moved on by some elements. */
function moved(body: readonly Statement[], by: number): Statement[] {
  return body.map((s): Statement => {
    if (s.kind === 'loop') return { ...s, body: moved(s.body, by) };
    if (s.kind !== 'store') return s;
    const offset = { kind: 'number', dtype: 'i32', value: by } as const;
    return { ...s, at: { kind: 'call', dtype: 'i32', fn: 'add', args: [s.at, offset], exact: true } };
  });
}

const withStoresMoved = (by: number): Scheduled =>
  changed({ nests: ready.schedule.nests.map((nest) => ({ ...nest, body: moved(nest.body, by) })) });

test('what is right runs', () => {
  expect(() => emittedJs(ready)(fed)).not.toThrow();
});

test('a store behind or before its buffer is seen', () => {
  expect(() => emittedJs(withStoresMoved(16))(fed)).toThrow(/\[1[6-9]\] of 16 elements/);
  expect(() => emittedJs(withStoresMoved(-16))(fed)).toThrow(/\[-16\] of 16 elements/);
});

test('live values that lie over each other are seen', () => {
  const arena = ready.schedule.buffers.filter(({ space }) => space === 'arena');
  expect(arena.length).toBeGreaterThan(2);
  expect(() => emittedJs(withBuffers((buffer) => ({ ...buffer, offset: [] })))(fed)).toThrow(/is read but not there/);
});

test('a value that is read before it is made is seen', () => {
  const [entry] = ready.schedule.entries;
  const late = changed({ entries: [{ ...entry!, calls: [...entry!.calls].reverse() }] });
  expect(() => emittedJs(late)(fed)).toThrow(/is read but not there/);
});

test('a buffer that is planned too small, or not aligned, is seen', () => {
  expect(() => emittedJs(withBuffers((buffer) => ({ ...buffer, bytes: [4] })))(fed)).toThrow(/is larger than planned/);
  expect(() => emittedJs(withBuffers((buffer) => ({ ...buffer, offset: [4] })))(fed)).toThrow(/is not aligned/);
});
