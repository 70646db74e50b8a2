// Indices out of range: refused before anything changes where they are an input, clamped where they are computed; and a cache that
// a step writes its rows into.
import { describe, expect, test } from 'vitest';
import { compile, type ProgramInstance } from '../../src/compiler/index.js';
import {
  add,
  logicalAnd,
  assign,
  bool,
  cond,
  dynamicSlice,
  dynamicUpdateSlice,
  f32,
  gather,
  i32,
  less,
  program,
  reshape,
  scan,
  scatterAdd,
  scatterMax,
  scatterSet,
  sparseCategoricalCrossentropy,
  state,
  sum,
  takeAlongAxis,
  transpose,
  whileLoop,
  zeros,
  type Tensor,
} from '../../src/index.js';

const targets = ['js', 'wasm'] as const;
type Use = (x: Tensor, at: Tensor) => Tensor;

/** Each function that takes indices, over x of [4, 3] and two indices along its first axis, or one start. */
const uses: Readonly<Record<string, readonly [use: Use, most: number, of: string]>> = {
  gather: [(x, at) => gather(x, at), 3, 'axis 0 of x [4, 3]'],
  takeAlongAxis: [(x, at) => takeAlongAxis(x, reshape(at, [2, 1]), { axis: 0 }), 3, 'axis 0 of x [4, 3]'],
  scatterAdd: [(x, at) => scatterAdd(x, at, 1), 3, 'axis 0 of x [4, 3]'],
  scatterSet: [(x, at) => scatterSet(x, at, 1), 3, 'axis 0 of x [4, 3]'],
  scatterMax: [(x, at) => scatterMax(x, at, 1), 3, 'axis 0 of x [4, 3]'],
  dynamicSlice: [(x, at) => dynamicSlice(x, [one(at), 0], [2, 3]), 2, 'the starts along axis 0 of x [4, 3]'],
  dynamicUpdateSlice: [
    (x, at) =>
      dynamicUpdateSlice(
        x,
        [
          [7, 7, 7],
          [8, 8, 8],
        ],
        [one(at), 0],
      ),
    2,
    'the starts along axis 0 of x [4, 3]',
  ],
};

/** Indices below 3 within bodies, which may never run: `day` says. */
const inside: Readonly<Record<string, readonly [use: (x: Tensor, label: Tensor, day: Tensor) => Tensor, of: string]>> =
  {
    cond: [
      (x, label, day) =>
        cond(
          day,
          () => gather(x, label, { axis: 1 }),
          () => zeros([4, 'N', 2]),
        ),
      'axis 1 of x [4, 3]',
    ],
    'cond, handed in': [
      (x, label, day) =>
        cond(
          day,
          () => zeros([4, 2, 'N']),
          (at: Tensor) => gather(x, at, { axis: 1 }),
          transpose(label),
        ),
      'axis 1 of x [4, 3]',
    ],
    whileLoop: [
      (x, label, day) =>
        whileLoop(
          (total: Tensor) => logicalAnd(day, less(sum(total), 3)),
          (total: Tensor) => add(add(total, 1), gather(x, reshape(label, [-1]), { axis: 1 })),
          zeros([4, '2N']),
        ),
      'axis 1 of x [4, 3]',
    ],
    'scan, a slice a step': [
      (x, label) =>
        scan((total: Tensor, own: Tensor) => [add(total, sum(gather(x, own, { axis: 1 }))), null], zeros([]), label)[0],
      'axis 1 of x [4, 3]',
    ],
    'scan, classes': [
      (x, label) =>
        scan(
          (total: Tensor, own: Tensor) => [add(total, sparseCategoricalCrossentropy(own, gather(x, [0, 1]))), null],
          zeros([]),
          label,
        )[0],
      'the 3 classes of sparseCategoricalCrossentropy',
    ],
  };

const one = (at: Tensor): Tensor => reshape(dynamicSlice(at, [1], [1]), []);
const x = Float32Array.from({ length: 12 }, (_, k) => k);

function netOf(use: Use, target: (typeof targets)[number]) {
  const declared = program({
    inputs: { x: f32(4, 3), at: i32(2), by: i32() },
    outputs: ({ x: table, at, by }) => {
      const calls = state([], { name: 'calls', initial: 0 });
      assign(calls, add(calls, 1));
      return { direct: use(table, at), computed: use(table, add(at, by)), calls };
    },
  });
  return compile(declared, { target }) as ProgramInstance;
}

type Results = Readonly<Record<'direct' | 'computed', Float32Array>>;
const runWith = (net: ProgramInstance, at: readonly number[], by: number): Results =>
  net.run({ x, at: Int32Array.from(at), by }) as unknown as Results;

describe.each(targets)('%s', (target) => {
  test.each(Object.entries(uses))('%s', (_, [use, most, of]) => {
    const net = netOf(use, target);
    for (const bad of [most + 1, -1]) {
      const refused = (): unknown => runWith(net, [0, bad], 0);
      expect(refused).toThrow(`run: at[1] is ${bad}; expected 0 to ${most}, for it indexes ${of} at indices.test.ts:`);
    }
    // Nothing has changed: this is the first call that counts.
    expect(runWith(net, [0, most], 0)).toMatchObject({ calls: 0 });
    expect(runWith(net, [0, most], 0)).toMatchObject({ calls: 1 });
    for (const [by, clamped] of [
      [100, most],
      [-100, 0],
    ] as const) {
      const { computed } = runWith(net, [1, 1], by);
      expect(computed).toEqual(runWith(net, [clamped, clamped], 0).direct);
    }
  });

  test.each(Object.entries(inside))('in the body of %s, before anything runs', (_, [use, of]) => {
    const declared = program({
      inputs: { x: f32(4, 3), label: i32('N', 2), day: bool() },
      outputs: ({ x: table, label, day }) => {
        const calls = state([], { name: 'calls', initial: 0 });
        assign(calls, add(calls, 1));
        return { y: use(table, label, day), calls };
      },
    });
    const { run } = compile(declared, { target }) as ProgramInstance;
    // Also where the branch is not taken, and no step of the loop is done.
    for (const day of [0, 1])
      for (const [bad, place] of [
        [-1, 0],
        [3, 3],
      ] as const) {
        const label = Int32Array.from([0, 1, 2, 0]);
        label[place] = bad;
        const at = `label[${Math.floor(place / 2)}, ${place % 2}]`;
        const says = `run: ${at} is ${bad}; expected 0 to 2, for it indexes ${of} at indices.test.ts:`;
        expect(() => run({ x, label, day })).toThrow(says);
      }
    expect(run({ x, label: Int32Array.from([0, 1, 2, 0]), day: 1 })).toMatchObject({ calls: 0 });
  });

  test('into an axis that grows with N, and into another one', () => {
    const declared = program({
      inputs: { rows: f32('N', 2), x: f32(4, 3), at: i32(2) },
      outputs: ({ rows, x: table, at }) => ({ y: gather(rows, at), z: gather(table, at) }),
    });
    const { run } = compile(declared, { target }) as ProgramInstance;
    const at = (rows: number, index: number): unknown =>
      run({ rows: new Float32Array(2 * rows), x, at: Int32Array.of(0, index) });
    expect(() => at(2, 2)).toThrow('run: at[1] is 2; expected 0 to 1, for it indexes axis 0 of rows [N, 2] at indices');
    expect(() => at(9, 4)).toThrow('run: at[1] is 4; expected 0 to 3, for it indexes axis 0 of x [4, 3] at indices');
    expect(at(3, 2)).toMatchObject({ z: Float32Array.from([0, 1, 2, 6, 7, 8]) });
  });

  test('that is written down needs as many samples', () => {
    const declared = program({ inputs: { rows: f32('N', 2) }, outputs: ({ rows }) => ({ y: gather(rows, [0, 2]) }) });
    const { run } = compile(declared, { target }) as ProgramInstance;
    expect(() => run({ rows: new Float32Array(4) })).toThrow(
      /^run: found 2 samples; the index 2 of axis 0 of rows \[N, 2\], made at indices\.test\.ts:\d+:\d+, needs at least 3\.$/,
    );
    expect(run({ rows: Float32Array.of(1, 2, 3, 4, 5, 6) })).toEqual({ y: Float32Array.of(1, 2, 5, 6) });
  });

  test('a cache keeps what was written, a row a call', () => {
    const declared = program({
      inputs: { row: f32(2, 1, 2), at: i32() },
      outputs: ({ row, at }) => {
        const cache = state([2, 3, 2], { name: 'cache', initial: 0 });
        const next = dynamicUpdateSlice(cache, row, [0, at, 0]);
        assign(cache, next);
        return { cache: next };
      },
    });
    const { run } = compile(declared, { target }) as ProgramInstance;
    const call = (row: readonly number[], at: number): number[] =>
      Array.from((run({ row: Float32Array.from(row), at }) as unknown as { cache: Float32Array }).cache);
    expect(call([1, 2, 3, 4], 0)).toEqual([1, 2, 0, 0, 0, 0, 3, 4, 0, 0, 0, 0]);
    expect(call([5, 6, 7, 8], 2)).toEqual([1, 2, 0, 0, 5, 6, 3, 4, 0, 0, 7, 8]);
    expect(call([9, 9, 9, 9], 0)).toEqual([9, 9, 0, 0, 5, 6, 9, 9, 0, 0, 7, 8]);
    expect(() => call([1, 1, 1, 1], 3)).toThrow(/at is 3; expected 0 to 2/);
  });
});
