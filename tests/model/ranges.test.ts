import { describe, expect, test } from 'vitest';
import { checkpoint, cond, grad, scan, vmap, whileLoop } from '../../src/autodiff/index.js';
import { sparseCategoricalCrossentropy } from '../../src/losses/index.js';
import { sparseCategoricalAccuracy } from '../../src/metrics/index.js';
import type { EntryName } from '../../src/graph/index.js';
import { f32, i32, model, program, traceUnit, type Outputs } from '../../src/model/index.js';
import { dense, parameter } from '../../src/nn/index.js';
import {
  add,
  argmax,
  broadcastTo,
  cast,
  concat,
  constant,
  dynamicSlice,
  dynamicUpdateSlice,
  gather,
  iota,
  less,
  reshape,
  scatterAdd,
  scatterMax,
  scatterSet,
  segmentSum,
  slice,
  squeeze,
  sum,
  takeAlongAxis,
  transpose,
  zeros,
  zerosLike,
} from '../../src/ops/index.js';
import { sgd } from '../../src/optim/index.js';
import { oneHot } from '../../src/typed/index.js';
import { errorOf } from '../support/errorOf.js';
import { entryOf, instance } from './simulate.js';
import type { Tensor } from '../../src/graph/index.js';

/** The ranges of the input k [N, 2], of a program. */
function rangesOf(outputs: (k: Tensor<readonly ['N', 2]>, x: Tensor<readonly [5, 3]>) => Outputs) {
  const declared = program({ inputs: { k: i32('N', 2), x: f32(5, 3) }, outputs: ({ k, x }) => outputs(k, x) });
  return entryOf(traceUnit(declared, 'default'), 'run').feeds.find(({ name }) => name === 'k')?.ranges;
}

/** As `rangesOf`, where there is one or none. */
function rangeOf(outputs: Parameters<typeof rangesOf>[0]) {
  const [first, ...others] = rangesOf(outputs) ?? [];
  expect(others).toEqual([]);
  return first;
}

describe('an input that is an index has a range', () => {
  test('where it chooses from an axis, also moved about', () => {
    const of = (axis: number): unknown => expect.stringMatching(`^axis ${axis} of x \\[5, 3\\] at ranges.test.ts:`);
    const table = { extent: 5, of: of(0) };
    expect(rangeOf((k, x) => ({ y: gather(x, k) }))).toEqual(table);
    expect(rangeOf((k, x) => ({ y: gather(x, transpose(reshape(k, [2, -1]))) }))).toEqual(table);
    expect(rangeOf((k, x) => ({ y: gather(x, k, { axis: 1 }) }))).toEqual({ extent: 3, of: of(1) });
  });

  test('and none as a truth value, which is another number', () => {
    const truth = (k: Tensor): Tensor => cast(cast(k, 'bool'), 'i32');
    expect(rangeOf((k, x) => ({ y: gather(slice(x, [0, 0], [2, 3]), truth(k)) }))).toBe(undefined);
    const table = constant([0, 9], { dtype: 'i32' });
    expect(rangeOf((k, x) => ({ y: gather(slice(x, [0, 0], [2, 3]), truth(table)), z: sum(k) }))).toBe(undefined);
  });

  test('the narrowest where it chooses from several', () => {
    expect(rangeOf((k, x) => ({ y: gather(x, k), z: gather(x, k, { axis: 1 }) }))).toMatchObject({ extent: 3 });
  });

  test('where something is added at it', () => {
    const range = rangeOf((k, x) => ({ y: scatterAdd(x, reshape(k, [-1]), gather(x, reshape(k, [-1]))) }));
    expect(range).toMatchObject({ extent: 5 });
  });

  test('where something is put or compared at it', () => {
    const flat = (k: Tensor): Tensor => reshape(k, [-1]);
    expect(rangeOf((k, x) => ({ y: scatterSet(x, flat(k), 1) }))).toMatchObject({ extent: 5 });
    expect(rangeOf((k, x) => ({ y: scatterMax(x, flat(k), 1, { axis: 1 }) }))).toMatchObject({ extent: 3 });
    expect(rangeOf((k) => ({ y: segmentSum(cast(k, 'f32'), k, 6) }))).toMatchObject({
      extent: 6,
      of: expect.stringMatching(/^an axis of extent 6 at/),
    });
  });

  test('where it takes along an axis, which is told by the tensor that the user knows', () => {
    const along = rangeOf((k, x) => ({
      y: takeAlongAxis(broadcastTo(x, [1, 5, 3]), reshape(k, ['N', 2, 1]), { axis: 1 }),
    }));
    expect(along).toEqual({ extent: 5, of: expect.stringMatching(/^axis 0 of x \[5, 3\] at/) });
  });

  test('where a part starts at it: as far as the part still fits', () => {
    const start = (k: Tensor): Tensor => squeeze(slice(k, [0, 0], [1, 1]));
    expect(rangeOf((k, x) => ({ y: dynamicSlice(x, [start(k), 0], [2, 3]) }))).toEqual({
      extent: 4,
      of: expect.stringMatching(/^the starts along axis 0 of x \[5, 3\] at/),
    });
    expect(rangeOf((k, x) => ({ y: dynamicUpdateSlice(x, [[1], [2]], [1, start(k)]) }))).toMatchObject({ extent: 3 });
  });

  test('also inside of a loop, by steps or as a whole, but none where the loop carries it on', () => {
    const loop = (by: 'slices' | 'whole' | 'carry', k: Tensor, x: Tensor): Tensor => {
      const first = squeeze(slice(k, [0, 0], [1, 1]));
      const step = ([at, total]: [Tensor, Tensor], own: Tensor): [[Tensor, Tensor], null] => {
        const index = { slices: own, whole: first, carry: at }[by];
        return [[argmax(total), add(total, gather(x, index))], null];
      };
      const xs = by === 'slices' ? squeeze(slice(k, [0, 0], [1])) : iota([2]);
      return scan(step, [first, zeros([3])], xs)[0][1];
    };
    expect(rangeOf((k, x) => ({ y: loop('slices', k, x) }))).toMatchObject({ extent: 5 });
    expect(rangeOf((k, x) => ({ y: loop('whole', k, x) }))).toMatchObject({ extent: 5 });
    expect(rangeOf((k, x) => ({ y: loop('carry', k, x) }))).toBeUndefined();
  });

  test('also inside of a branch, whether it runs or not', () => {
    const isDay = (x: Tensor): Tensor => less(sum(x), 0);
    const captured = (k: Tensor, x: Tensor) =>
      cond(
        isDay(x),
        () => gather(x, reshape(k, [-1])),
        () => gather(x, zerosLike(reshape(k, [-1]))),
      );
    expect(rangeOf((k, x) => ({ y: captured(k, x) }))).toMatchObject({ extent: 5 });
    const handed = (k: Tensor, x: Tensor) =>
      cond(
        false,
        (at: Tensor) => gather(x, at, { axis: 1 }),
        () => zeros([5, 'N', 2]),
        transpose(k, [0, 1]),
      );
    expect(rangeOf((k, x) => ({ y: handed(k, x) }))).toMatchObject({ extent: 3 });
  });

  test('also inside of a whileLoop, unless it is carried', () => {
    const first = (k: Tensor): Tensor => squeeze(slice(k, [0, 0], [1, 1]));
    const loop = (k: Tensor, x: Tensor): Tensor =>
      whileLoop(
        (total) => less(sum(total), 3),
        (total) => add(total, gather(x, first(k))),
        zeros([3]),
      );
    const carried = (k: Tensor, x: Tensor): Tensor =>
      whileLoop(
        ([, at]) => less(at, 3),
        ([total, at]) => [add(total, gather(x, at)), add(at, 1)] as const,
        [zeros([3]), first(k)] as readonly [Tensor, Tensor],
      )[0];
    expect(rangeOf((k, x) => ({ y: loop(k, x) }))).toMatchObject({ extent: 5 });
    expect(rangeOf((k, x) => ({ y: carried(k, x) }))).toBeUndefined();
  });

  test('also inside of a loop in a branch in a loop', () => {
    const rows = (k: Tensor, x: Tensor): Tensor =>
      scan(
        (total: Tensor, own: Tensor) => {
          const inner = (): Tensor =>
            scan((sum: Tensor, at: Tensor) => [add(sum, gather(x, at)), null], zeros([3]), own)[0];
          return [
            add(
              total,
              cond(less(sum(total), 3), inner, () => zeros([3])),
            ),
            null,
          ];
        },
        zeros([3]),
        k,
      )[0];
    expect(rangeOf((k, x) => ({ y: rows(k, x) }))).toMatchObject({ extent: 5 });
  });

  test('also inside of vmap, grad and checkpoint', () => {
    const loss = (x: Tensor, k: Tensor): Tensor => sparseCategoricalCrossentropy(k, gather(x, [0, 1]));
    expect(rangeOf((k, x) => ({ y: vmap(loss, { inAxes: [null, 0] })(x, k) }))).toMatchObject({ extent: 3 });
    expect(rangeOf((k, x) => ({ y: grad(loss)(x, squeeze(slice(k, [0], [1]), [0])) }))).toMatchObject({
      extent: 3,
    });
    expect(rangeOf((k, x) => ({ y: checkpoint(loss)(x, squeeze(slice(k, [0], [1]), [0])) }))).toMatchObject({
      extent: 3,
    });
  });

  test('where it is a class in the step of a loop', () => {
    const total = (k: Tensor, x: Tensor): Tensor =>
      scan(
        (sum: Tensor, own: Tensor) => [add(sum, sparseCategoricalCrossentropy(own, gather(x, [0, 1]))), null],
        zeros([]),
        k,
      )[0];
    expect(rangeOf((k, x) => ({ y: total(k, x) }))).toEqual({
      extent: 3,
      of: expect.stringMatching(/^the 3 classes of sparseCategoricalCrossentropy at ranges.test.ts:/),
    });
  });

  test('where it chooses from an axis that grows with N: all that may be the narrowest', () => {
    const grows = (k: Tensor): Tensor => gather(k, reshape(k, [-1]));
    expect(rangeOf((k) => ({ y: grows(k) }))).toMatchObject({ extent: 'N' });
    expect(rangesOf((k, x) => ({ y: grows(k), z: gather(x, k), u: gather(x, k) }))).toMatchObject([
      { extent: 'N' },
      { extent: 5 },
    ]);
    expect(rangeOf((k) => ({ y: grows(k), z: gather(concat([k, k]), k) }))).toMatchObject({ extent: 'N' });
  });

  test('also inside of a checkpoint', () => {
    const chosen = checkpoint((x: Tensor, k: Tensor) => gather(x, k));
    expect(rangeOf((k, x) => ({ y: chosen(x, reshape(k, [-1])) }))).toMatchObject({ extent: 5 });
  });

  test('where it is a class of oneHot', () => {
    expect(rangeOf((k) => ({ y: oneHot(k, 4) }))).toEqual({
      extent: 4,
      of: expect.stringMatching(/^the 4 places of oneHot at ranges.test.ts:/),
    });
  });

  test('but none where it is computed from, or not used as an index', () => {
    expect(rangeOf((k, x) => ({ y: gather(x, add(k, 1)) }))).toBeUndefined();
    expect(rangeOf((k) => ({ y: sum(k) }))).toBeUndefined();
  });
});

describe('labels', () => {
  const declared = model({
    inputs: { tokens: i32('N', 2), label: i32('N') },
    outputs: ({ tokens }) => {
      const table = parameter([7, 3], { name: 'table' });
      return { guess: dense(4, { activation: 'softmax' })(sum(gather(table, tokens), { axis: 1 })) };
    },
    loss: ({ guess, label }) => sparseCategoricalCrossentropy(label, guess),
    metrics: ({ guess, label }) => ({ accuracy: sparseCategoricalAccuracy(label, guess) }),
    optimizer: sgd(),
  });
  const unit = traceUnit(declared, 'default');
  const ranges = (name: EntryName) =>
    entryOf(unit, name).feeds.map(({ name: feed, ranges: own }) => [feed, own?.length, own?.[0]?.extent, own?.[0]?.of]);

  test('are checked where they are fed', () => {
    const tokens = ['tokens', 1, 7, expect.stringMatching(/^axis 0 of table \[7, 3\] at ranges.test.ts:/)];
    expect(ranges('predict')).toEqual([tokens]);
    const of = expect.stringMatching(/^the 4 classes of sparseCategoricalCrossentropy at ranges.test.ts:/);
    const label = ['label', 1, 4, of];
    expect(ranges('step')).toEqual([tokens, label]);
    expect(ranges('evaluate')).toEqual([tokens, label]);
  });

  test('train the rows of their tokens alone', () => {
    const net = instance(unit);
    const before = [...net.state.get('table')!.data];
    net.call('step', { tokens: [1, 2, 2, 5], label: [0, 3] });
    const after = [...net.state.get('table')!.data];
    const changed = [0, 1, 2, 3, 4, 5, 6].filter(
      (row) => after.slice(3 * row, 3 * row + 3).join() !== before.slice(3 * row, 3 * row + 3).join(),
    );
    expect(changed).toEqual([1, 2, 5]);
  });
});

describe('an index that is written down', () => {
  const refused = (outputs: Parameters<typeof rangesOf>[0], says: string): void => {
    const error = errorOf(() => rangesOf(outputs));
    expect(error.code).toBe('bad-index');
    expect(error.message).toContain(says);
    expect(error.places[0]?.source.file).toMatch(/ranges\.test\.ts$/);
  };

  test('is refused where it lies outside of what it indexes', () => {
    refused(
      (_, x) => ({ y: gather(x, [0, 7]) }),
      'The index at [1] is 7, expected 0 to 4, for it indexes axis 0 of x [5, 3].',
    );
    refused((_, x) => ({ y: gather(x, -1) }), 'The index is -1, expected 0 to 4');
    refused((_, x) => ({ y: takeAlongAxis(x, [[0, 1, 9]], { axis: 0 }) }), 'The index at [0, 2] is 9, expected 0 to 4');
    refused(
      (_, x) => ({ y: dynamicSlice(x, [4, 0], [2, 3]) }),
      'The index is 4, expected 0 to 3, for it indexes the starts',
    );
    refused((_, x) => ({ y: scatterAdd(x, [5], 1) }), 'The index at [0] is 5');
    refused(
      () => ({ y: oneHot([1, 9], 4) }),
      'The index at [1] is 9, expected 0 to 3, for it indexes the 4 places of oneHot.',
    );
    refused(
      (k) => ({ y: gather(k, [-1]) }),
      'The index at [0] is -1, expected at least 0, for it indexes axis 0 of k [N, 2].',
    );
    refused(
      (_, x) => ({
        y: scan(
          (sum: Tensor, at: Tensor) => [add(sum, gather(x, at)), null],
          zeros([3]),
          constant([0, 5], { dtype: 'i32' }),
        )[0],
      }),
      'The index at [1] is 5',
    );
  });

  test('is right where a part of it is, and where it is computed', () => {
    const table = constant([0, 9], { dtype: 'i32' });
    expect(rangesOf((k, x) => ({ y: gather(x, slice(table, [0], [1])), z: sum(k), u: gather(x, add(table, 1)) }))).toBe(
      undefined,
    );
  });

  test('says how many samples there must be', () => {
    const declared = program({ inputs: { x: f32('N', 3) }, outputs: ({ x }) => ({ y: gather(x, [0, 5]) }) });
    expect(entryOf(traceUnit(declared, 'default'), 'run').least).toEqual({
      samples: 6,
      by: expect.stringMatching(/^the index 5 of axis 0 of x \[N, 3\], made at ranges.test.ts:/),
    });
  });
});
