import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dtypes, nowhere, polynomialAt, range, sizeOf, type DType, type Extent } from '../../src/base/index.js';
import { e, type Expr } from '../../src/expr/index.js';
import {
  alignment,
  capacityOf,
  planMemory,
  type Buffer,
  type Program,
  type ProgramEntry,
  type Step,
} from '../../src/kernels/index.js';
import { order, type Task } from '../../src/kernels/order.js';

/** One step of a random program: what it reads, by position among the buffers before it, and what it makes. */
interface Plan {
  readonly reads: readonly number[];
  readonly shape: readonly Extent[];
  readonly dtype: DType;
  readonly isResult: boolean;
}

const shapes = fc.constantFrom<readonly Extent[]>(
  [],
  [0],
  [3],
  [784, 5],
  ['N'],
  ['N', 5],
  ['N+1', 3],
  ['2N-1'],
  ['N', 'N'],
  ['N', '2N+1'],
  ['N', 'N+1', 'N'],
  [2, 'N', 33],
);
const plans: fc.Arbitrary<readonly Plan[]> = fc.array(
  fc.record({
    reads: fc.array(fc.nat(1000), { maxLength: 3 }),
    shape: shapes,
    dtype: fc.constantFrom<DType>('f32', 'f32', 'i32', 'bool'),
    isResult: fc.boolean(),
  }),
  { minLength: 1, maxLength: 14 },
);

/** An entry whose first buffers are fed and whose others are each made by one kernel. */
function entryOf(name: string, steps: readonly Plan[], fedCount: number): ProgramEntry {
  const buffers = steps.map(({ shape, dtype }, k): Buffer => ({ name: `${name}${k}`, dtype, shape, space: 'arena' }));
  const fed = Math.min(fedCount, steps.length);
  const made = steps.slice(fed).map(({ reads }, at): Step => {
    const before = buffers.slice(0, fed + at);
    const loads = before.length === 0 ? [] : reads.map((k) => before[k % before.length]!);
    const value = loads
      .map((from) => e.cast({ kind: 'load', dtype: from.dtype, from, index: from.shape.map(() => e.int(0)) }, 'f32'))
      .reduce((sum, x) => e.add(sum, x), e.constant(1, 'f32'));
    const buffer = buffers[fed + at]!;
    const axes = buffer.shape.map((extent) => e.axis(extent));
    const outputs = [{ buffer, index: axes, axes, value }];
    return { kind: 'kernel', kernel: { form: 'map', name: buffer.name, sources: [], reasons: [], axes, outputs } };
  });
  return {
    name: 'run',
    steps: made,
    feeds: buffers.slice(0, fed).map((buffer, index) => {
      return { fed: { name: buffer.name, index, dtype: buffer.dtype, shape: buffer.shape, source: nowhere }, buffer };
    }),
    results: buffers
      .filter((_, k) => steps[k]!.isResult)
      .map((buffer, index) => ({ result: { kind: 'tensor', path: [buffer.name], index }, buffers: [buffer] })),
  };
}

/** For each moment of an entry, the buffers that hold a value which is still needed: found by running it backwards. */
function liveAt({ steps, feeds, results }: ProgramEntry): ReadonlySet<Buffer>[] {
  const live = new Set(results.flatMap(({ buffers }) => buffers));
  const moments: Set<Buffer>[] = [new Set(live)];
  for (const step of [...steps].reverse()) {
    if (step.kind !== 'kernel' || step.kernel.form !== 'map') throw new Error('these programs have maps only');
    const [output] = step.kernel.outputs;
    const reads = new Set<Buffer>();
    const visit = (x: Expr): void => {
      if (x.kind === 'load') reads.add(x.from as Buffer);
      if (x.kind === 'call') x.args.forEach(visit);
      if (x.kind === 'cast') visit(x.arg);
    };
    visit(output!.value);
    // While a kernel runs, what it reads and what it writes are there together.
    moments.push(new Set([...live, ...reads, output!.buffer]));
    live.delete(output!.buffer);
    reads.forEach((buffer) => live.add(buffer));
  }
  moments.push(new Set([...live, ...feeds.map(({ buffer }) => buffer)]));
  return moments;
}

const bytesAt = ({ shape, dtype }: Buffer, n: number): number => polynomialAt(sizeOf(shape), n) * dtypes[dtype].bytes;
const programs: fc.Arbitrary<Program> = fc
  .array(fc.tuple(plans, fc.nat(3)), { minLength: 1, maxLength: 2 })
  .map((entries) => ({
    name: 'random',
    variables: [],
    entries: entries.map(([steps, fed], k) => entryOf('ab'[k]!, steps, fed)),
  }));
const batches = fc.constantFrom(1, 2, 7, 15, 16, 17, 32, 33, 100);

describe('the memory plan', () => {
  test('keeps what is alive together apart, aligned and inside the arena', () => {
    fc.assert(
      fc.property(programs, batches, (program, n) => {
        const { addresses, arena } = planMemory(program);
        const capacity = capacityOf(n);
        const placeOf = (buffer: Buffer) => {
          const from = polynomialAt(addresses.get(buffer)!.offset, capacity);
          return { buffer, from, to: from + bytesAt(buffer, n) };
        };
        for (const live of program.entries.flatMap(liveAt)) {
          const places = [...live].map(placeOf).sort((a, b) => a.from - b.from || a.to - b.to);
          for (const { buffer, from, to } of places) {
            expect(from % alignment).toBe(0);
            expect(to).toBeLessThanOrEqual(polynomialAt(arena, capacity));
            expect(to - from).toBeLessThanOrEqual(polynomialAt(addresses.get(buffer)!.bytes, capacity));
          }
          const filled = places.filter(({ from, to }) => to > from);
          filled.slice(1).forEach(({ from }, k) => expect(from).toBeGreaterThanOrEqual(filled[k]!.to));
        }
      }),
      { numRuns: 400 },
    );
  });

  test('takes no less than what is alive at the worst moment, and the lower bound says what that is', () => {
    fc.assert(
      fc.property(programs, batches, (program, n) => {
        const { lowerBound, planned } = planMemory(program);
        const worst = Math.max(
          ...program.entries
            .flatMap(liveAt)
            .map((live) => [...live].reduce((sum, buffer) => sum + bytesAt(buffer, n), 0)),
        );
        expect(lowerBound(n)).toBe(worst);
        expect(planned(n)).toBeGreaterThanOrEqual(worst);
      }),
      { numRuns: 400 },
    );
  });

  test('gives the memory of a value that is read no more to the next one', () => {
    const chain = range(10).map((k): Plan => ({ reads: [k - 1], shape: ['N', 16], dtype: 'f32', isResult: k === 9 }));
    const plan = planMemory({ name: 'chain', variables: [], entries: [entryOf('a', chain, 1)] });
    expect(plan.planned(32)).toBe(2 * 32 * 16 * 4);
  });
});

describe('order', () => {
  const tasks: fc.Arbitrary<Task<number>[]> = fc
    .array(fc.record({ before: fc.array(fc.nat(1000), { maxLength: 3 }), bytes: fc.nat(100) }), { maxLength: 15 })
    .chain((list) => {
      const made = list.map((_, k) => ({ made: k }));
      const all = list.map(({ before, bytes }, k): Task<number> => {
        const earlier = k === 0 ? [] : [...new Set(before.map((x) => x % k))];
        return { item: k, before: earlier, makes: [{ value: made[k]!, bytes }], reads: earlier.map((x) => made[x]!) };
      });
      return fc.shuffledSubarray(all, { minLength: all.length });
    });

  test('runs every task once, after all that it waits for', () => {
    fc.assert(
      fc.property(tasks, (all) => {
        const result = order(all);
        expect([...result].sort((a, b) => a - b)).toEqual(range(all.length));
        for (const { item, before } of all) {
          for (const other of before) expect(result.indexOf(other)).toBeLessThan(result.indexOf(item));
        }
      }),
    );
  });

  test('uses a large value up before it makes the next', () => {
    const large = range(3).map((k) => ({ large: k }));
    const makers = large.map((value, k): Task<string> => {
      return { item: `make ${k}`, before: [], makes: [{ value, bytes: 100 }], reads: [] };
    });
    const users = large.map((value, k): Task<string> => {
      return { item: `use ${k}`, before: [`make ${k}`], makes: [{ value: {}, bytes: 1 }], reads: [value] };
    });
    expect(order([...makers, ...users])).toEqual(range(3).flatMap((k) => [`make ${k}`, `use ${k}`]));
  });
});
