import { describe, expect, test } from 'vitest';
import { js } from '../../codegen/js/index.js';
import { wasmProfile } from '../../codegen/wasm/index.js';
import { input, type Tensor } from '../../src/graph/index.js';
import { kernelsInOrder, planMemory } from '../../src/kernels/index.js';
import * as o from '../../src/ops/index.js';
import type { Profile, Statement } from '../../src/schedule/index.js';
import { lanesOf } from '../../src/schedule/walk.js';
import { scheduled, throughPasses, type Whole } from '../support/scheduled.js';

// A scatter over what nobody reads any more writes what it stores and nothing else.

const f32 = (...shape: readonly number[]): Tensor => input('x', { dtype: 'f32', shape });
const index = (): Tensor => input('i', { dtype: 'i32', shape: [] });

/** How many elements a body stores. */
function storesIn(body: readonly Statement[]): number {
  return body.reduce((sum, s) => {
    if (s.kind === 'store') return sum + lanesOf(s.value);
    if (s.kind !== 'loop') return sum;
    if (s.from.kind !== 'number' || s.to.kind !== 'number') throw new Error('these loops have known ends');
    return sum + ((s.to.value - s.from.value) / s.step) * storesIn(s.body);
  }, 0);
}

function storesOf(whole: Whole, profile: Profile) {
  const { program, schedule } = scheduled(throughPasses(whole), profile);
  const kernels = program.entries.flatMap(({ steps }) => kernelsInOrder(steps));
  return { forms: kernels.map(({ form }) => form), stores: schedule.nests.map(({ body }) => storesIn(body)), program };
}

describe.each([
  ['js', js.profile],
  ['wasm', wasmProfile],
] as const)('%s', (_, profile) => {
  const [cache, rows, at] = [f32(4, 512, 16), f32(4, 1, 16), index()];
  const next = o.dynamicUpdateSlice(cache, rows, [0, at, 0]);
  const xs = [cache, rows, at];

  test('a key/value cache gets its rows, and is copied nowhere', () => {
    const { forms, stores } = storesOf({ xs, ys: [], updates: new Map([[cache, next]]) }, profile);
    expect(forms).toEqual(['scatter']);
    expect(stores).toEqual([4 * 16]);
  });

  test('also where the new cache is read, and after the old one was', () => {
    const ys = [o.sum(cache, { axis: 2 }), o.sum(next, { axis: 2 })];
    const { stores } = storesOf({ xs, ys, updates: new Map([[cache, next]]) }, profile);
    expect(stores.sort((a, b) => a - b)).toEqual([4 * 16, 2048, 2048]);
  });

  test('and where several parts follow each other', () => {
    const twice = o.scatterAdd(o.dynamicUpdateSlice(next, rows, [0, 7, 0]), [2], 1, { axis: 1 });
    const { stores } = storesOf({ xs, ys: [], updates: new Map([[cache, twice]]) }, profile);
    expect(stores).toEqual([64, 64, 64]);
  });

  test('what was computed for it is its place as well, and takes no more memory', () => {
    const x = f32(512, 16);
    const whole = { xs: [x, at], ys: [o.scatterSet(o.exp(x), at, 0)] };
    const { stores, program } = storesOf(whole, profile);
    expect(stores).toEqual([512 * 16, 16]);
    expect(planMemory(program).planned(1)).toBe(2 * 512 * 16 * 4 + 64);
  });

  test('a base that is read afterwards is copied once', () => {
    const x = f32(512, 16);
    const base = o.exp(x);
    const { stores } = storesOf({ xs: [x, at], ys: [o.scatterSet(base, at, 0), base] }, profile);
    expect(stores).toEqual([512 * 16, 512 * 16 + 16]);
  });

  test('updates that read their own base fill a place of their own', () => {
    const x = f32(512, 16);
    const base = o.exp(x);
    const { stores } = storesOf({ xs: [x, at], ys: [o.scatterSet(base, at, o.gather(base, 3))] }, profile);
    expect(stores).toEqual([512 * 16, 512 * 16 + 16]);
  });
});
