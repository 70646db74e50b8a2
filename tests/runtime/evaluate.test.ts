import { describe, expect, test } from 'vitest';
import { evaluated, handMade, line, refusal } from '../module/handMade.js';

const { create } = evaluated([handMade(line)]);

/** Samples whose y is 3 times their number, for the weights (1, 2) of seed 1. */
const batch = (...numbers: number[]): object => ({
  x: Float32Array.from(numbers.flatMap((n) => [n, n])),
  label: Int32Array.from(numbers, (n) => n % 2),
});

describe('evaluate', () => {
  test('one batch', () => {
    expect(create({ seed: 1 }).evaluate(batch(1, 2, 3))).toEqual({ loss: 6, accuracy: 1 / 3 });
  });

  test('batches of different sizes count by their samples', () => {
    const net = create({ seed: 1 });
    expect(net.evaluate([batch(1, 2, 3), batch(6)])).toEqual({ loss: 9, accuracy: 0.5 });
    expect(net.evaluate(new Set([batch(1, 2, 3), batch(6)]))).toEqual({ loss: 9, accuracy: 0.5 });
  });

  test('a generator, and one that takes its time', async () => {
    const net = create({ seed: 1 });
    const batches = function* (): Generator<object> {
      yield batch(1, 2, 3);
      yield batch(6);
    };
    const later = async function* (): AsyncGenerator<object> {
      yield* batches();
    };
    expect(net.evaluate(batches())).toEqual({ loss: 9, accuracy: 0.5 });
    await expect(net.evaluate(later())).resolves.toEqual({ loss: 9, accuracy: 0.5 });
    const wrong = async function* (): AsyncGenerator<object> {
      yield { x: 1 };
    };
    await expect(net.evaluate(wrong())).rejects.toMatchObject({ code: 'wrong-array' });
  });

  test('nothing counts nothing', () => {
    const net = create({ seed: 1 });
    expect(net.evaluate(batch())).toEqual({ loss: 0, accuracy: 0 });
    expect(net.evaluate([])).toEqual({ loss: 0, accuracy: 0 });
    expect(net.evaluate([batch(), batch(1, 2, 3), batch()])).toEqual({ loss: 6, accuracy: 1 / 3 });
  });

  test('changes nothing', () => {
    const net = create({ seed: 1 });
    const before = net.save();
    net.evaluate([batch(1, 2, 3), batch(6)]);
    expect(net.save()).toEqual(before);
  });

  test.each([
    [null, 'wrong-inputs', 'evaluate: expected a batch or an iterable of batches, found Null.'],
    [3, 'wrong-inputs', 'evaluate: expected a batch or an iterable of batches, found Number.'],
    [[3], 'wrong-inputs', 'evaluate: expected an object with x, label, found Number.'],
    [[{ ...batch(1), z: 1 }], 'unknown-input', 'evaluate: there is no input z; expected x, label.'],
  ])('%j is refused', (given, code, says) => {
    expect(refusal(() => create().evaluate(given))).toEqual({ name: 'TapelessError', code, says });
  });
});
