import { describe, expect, test } from 'vitest';
import { checkpoint, scan } from '../../src/autodiff/index.js';
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
  dynamicSlice,
  dynamicUpdateSlice,
  gather,
  iota,
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
} from '../../src/ops/index.js';
import { sgd } from '../../src/optim/index.js';
import { oneHot } from '../../src/typed/index.js';
import { entryOf, instance } from './simulate.js';
import type { Tensor } from '../../src/graph/index.js';

/** The range of the input k [N, 2], of a program. */
function rangeOf(outputs: (k: Tensor<readonly ['N', 2]>, x: Tensor<readonly [5, 3]>) => Outputs) {
  const declared = program({ inputs: { k: i32('N', 2), x: f32(5, 3) }, outputs: ({ k, x }) => outputs(k, x) });
  return entryOf(traceUnit(declared, 'default'), 'run').feeds.find(({ name }) => name === 'k')?.range;
}

describe('an input that is an index has a range', () => {
  test('where it chooses from an axis, also moved about', () => {
    const of = (axis: number): unknown => expect.stringMatching(`^axis ${axis} of x at ranges.test.ts:`);
    const table = { extent: 5, of: of(0) };
    expect(rangeOf((k, x) => ({ y: gather(x, k) }))).toEqual(table);
    expect(rangeOf((k, x) => ({ y: gather(x, transpose(reshape(k, [2, -1]))) }))).toEqual(table);
    expect(rangeOf((k, x) => ({ y: gather(x, k, { axis: 1 }) }))).toEqual({ extent: 3, of: of(1) });
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
    expect(along).toEqual({ extent: 5, of: expect.stringMatching(/^axis 0 of x at/) });
  });

  test('where a part starts at it: as far as the part still fits', () => {
    const start = (k: Tensor): Tensor => squeeze(slice(k, [0, 0], [1, 1]));
    expect(rangeOf((k, x) => ({ y: dynamicSlice(x, [start(k), 0], [2, 3]) }))).toEqual({
      extent: 4,
      of: expect.stringMatching(/^the starts along axis 0 of x at/),
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

  test('also inside of a checkpoint', () => {
    const chosen = checkpoint((x: Tensor, k: Tensor) => gather(x, k));
    expect(rangeOf((k, x) => ({ y: chosen(x, reshape(k, [-1])) }))).toMatchObject({ extent: 5 });
  });

  test('where it is a class of oneHot', () => {
    expect(rangeOf((k) => ({ y: oneHot(k, 4) }))).toEqual({ extent: 4, of: 'the 4 places of oneHot' });
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
    entryOf(unit, name).feeds.map((one) => [one.name, one.range?.extent, one.range?.of]);

  test('are checked where they are fed', () => {
    const tokens = ['tokens', 7, expect.stringMatching(/^axis 0 of table at ranges.test.ts:/)];
    expect(ranges('predict')).toEqual([tokens]);
    const label = ['label', 4, 'the 4 classes of sparseCategoricalCrossentropy'];
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
