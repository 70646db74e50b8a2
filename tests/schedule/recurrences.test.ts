import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wasmProfile } from '../../codegen/wasm/index.js';
import { arenaOf, makeProgram, rematerialise } from '../../src/kernels/index.js';
import { randomRecurrences, recurrence } from '../support/randomRecurrences.js';
import { compiledJs } from '../support/runJs.js';
import { compiledWasm } from '../support/runWasm.js';
import { faultsOf } from '../support/runners.js';
import { scheduled, unitOf } from '../support/scheduled.js';

// On what a user runs alone: the interpreter of nests takes seconds for each program of this size.

const given = fc.tuple(randomRecurrences(), fc.integer({ min: 1, max: 40 }));

test.each([
  { target: 'js', compiled: compiledJs, numRuns: 12 },
  { target: 'wasm', compiled: compiledWasm, numRuns: 30 },
])(
  'steps that are products with weights give what the reference gives, on $target',
  ({ compiled, numRuns }) => {
    fc.assert(
      fc.property(given, ([drawn, n]) => {
        const { whole, values } = recurrence(drawn);
        expect(faultsOf(whole, compiled(whole), values(n), n)).toEqual([]);
      }),
      { numRuns },
    );
  },
  60_000,
);

test('they keep to a budget that has no room for all copies of weights, with the same bits', () => {
  const shares = fc.constantFrom(0.99, 0.9, 0.8, 0.6, 0.4);
  const found = { packed: 0, unpacked: 0 };
  fc.assert(
    fc.property(given, shares, ([drawn, n], share) => {
      const { whole, values } = recurrence(drawn);
      const usual = scheduled(whole, wasmProfile);
      const squeezed = scheduled({ ...whole, share }, wasmProfile);
      const bytes = Math.floor(share * arenaOf(usual.program, 1));
      const { after } = rematerialise(makeProgram(unitOf(whole)), { bytes, batch: 1 }, true);
      expect(arenaOf(squeezed.program, 1)).toBeLessThanOrEqual(Math.max(bytes, after));
      expect(compiledWasm({ ...whole, share })(values(n), n)).toEqual(compiledWasm(whole)(values(n), n));
      const [all, kept] = [usual, squeezed].map(({ schedule: { nests } }) => nests.filter(isPack).length);
      found.packed += kept!;
      found.unpacked += all! - kept!;
    }),
    { numRuns: 20 },
  );
  expect(found.packed).toBeGreaterThan(0);
  expect(found.unpacked).toBeGreaterThan(0);
}, 60_000);

const isPack = ({ name }: { readonly name: string }): boolean => name.endsWith('/pack');
