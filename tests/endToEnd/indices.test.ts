// Indices out of range: refused before anything changes where they are an input, clamped where they are computed; and a cache that
// a step writes its rows into.
import { describe, expect, test } from 'vitest';
import { compile, type ProgramInstance } from '../../src/compiler/index.js';
import {
  add,
  assign,
  dynamicSlice,
  dynamicUpdateSlice,
  f32,
  gather,
  i32,
  program,
  reshape,
  scatterAdd,
  scatterMax,
  scatterSet,
  state,
  takeAlongAxis,
  type Tensor,
} from '../../src/index.js';

const targets = ['js', 'wasm'] as const;
type Use = (x: Tensor, at: Tensor) => Tensor;

/** Each function that takes indices, over x of [4, 3] and two indices along its first axis, or one start. */
const uses: Readonly<Record<string, readonly [use: Use, most: number, of: string]>> = {
  gather: [(x, at) => gather(x, at), 3, 'axis 0 of x'],
  takeAlongAxis: [(x, at) => takeAlongAxis(x, reshape(at, [2, 1]), { axis: 0 }), 3, 'axis 0 of x'],
  scatterAdd: [(x, at) => scatterAdd(x, at, 1), 3, 'axis 0 of x'],
  scatterSet: [(x, at) => scatterSet(x, at, 1), 3, 'axis 0 of x'],
  scatterMax: [(x, at) => scatterMax(x, at, 1), 3, 'axis 0 of x'],
  dynamicSlice: [(x, at) => dynamicSlice(x, [one(at), 0], [2, 3]), 2, 'the starts along axis 0 of x'],
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
    'the starts along axis 0 of x',
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
