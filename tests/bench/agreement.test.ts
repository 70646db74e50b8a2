import { describe, expect, it } from 'vitest';
import { checkAgreement, largestDifference } from '../../bench/agreement.js';
import { checksum } from '../../bench/measure.js';
import type { Row } from '../../bench/race.js';

const row = (contender: string, results: readonly number[]): Row => ({
  contender,
  language: 'JavaScript',
  median: 1,
  rounds: [1],
  first: 1,
  busy: 1,
  version: null,
  results,
});

describe('contenders agree', () => {
  it('where all results are within a thousandth', () => {
    const rows = [row('ours', [2, 1]), row('theirs', [2.001, 0.9995])];
    expect(() => checkAgreement('W1', rows)).not.toThrow();
    expect(largestDifference(rows)).toBeCloseTo(5e-4, 10);
  });

  it.each([[[2, 1.01]], [[2, NaN]]])('or the bench stops: %s', (results) => {
    const rows = [row('ours', [2, 1]), row('theirs', results)];
    expect(() => checkAgreement('W1', rows)).toThrow(`W1: step 1 gives ${results[1]} in theirs, but 1 in ours.`);
  });

  it('in outputs as well, whose elements may not change places', () => {
    expect(checksum([1, 2, 3])).not.toBeCloseTo(checksum([3, 2, 1]));
    expect(checksum(0.5)).toBe(0.5);
  });
});
