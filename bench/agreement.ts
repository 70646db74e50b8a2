import type { Row } from './race.js';

/** Ours differ from the peers by the order of their sums, and by where Adam's epsilon stands. */
const tolerance = 1e-3;

/** Who does not do the same work is not faster: all must give ours' losses, or outputs, from the same weights. */
export function checkAgreement(workload: string, rows: readonly Row[]): void {
  const [reference, ...others] = rows;
  for (const { contender, results } of others) {
    results.forEach((found, k) => {
      const expected = reference!.results[k]!;
      if (!(Math.abs(found - expected) <= tolerance * Math.abs(expected)))
        throw new Error(
          `${workload}: step ${k} gives ${found} in ${contender}, but ${expected} in ${reference!.contender}.`,
        );
    });
  }
}

/** The largest relative difference between ours and anyone's results. */
export function largestDifference(rows: readonly Row[]): number {
  const reference = rows[0]!.results;
  const differences = rows.flatMap(({ results }) => results.map((found, k) => Math.abs(found / reference[k]! - 1)));
  return Math.max(...differences);
}
