import {
  dtypes,
  fewestSamples,
  member,
  polynomialAt,
  propertyKey,
  sizeOf,
  type Polynomial,
} from '../../src/base/index.js';
import { conditionsIn, type Placed, type Schedule } from '../../src/schedule/index.js';
import { call, numbers, object, property, type Code } from './layout.js';
import type { ModuleUnit } from './moduleUnit.js';
import { polynomialCode } from './polynomialCode.js';

const longestArray = 2 ** 31 - 1;
/** What 32-bit addresses reach, less one page. */
const largestWasm = 2 ** 32 - 2 ** 16;

/** The constants of a unit, as one object of typed arrays; null where it has none. */
export function constantsCode({ schedule, emitted }: ModuleUnit): Code | null {
  const entries = schedule.buffers.flatMap((buffer, k) =>
    buffer.space === 'constants' ? [property(propertyKey(emitted.views[k]!), constantCode(buffer))] : [],
  );
  return entries.length === 0 ? null : object(entries);
}

function constantCode({ dtype, data = [] }: Placed): Code {
  return numbers(data, `new ${dtypes[dtype].array}([`, '])');
}

/** `views: (state, arena, C) => ({ … })`: a typed array for each buffer that the text reads, with room for C samples. */
export function viewsCode({ schedule, emitted }: ModuleUnit, constants: string): Code {
  const { wasm } = emitted;
  if (wasm) {
    const seen = seenOutside(schedule, emitted.text !== '');
    const views = schedule.buffers.flatMap((buffer, k) =>
      seen.has(buffer.name)
        ? [property(propertyKey(emitted.views[k]!), viewCode(buffer, 'memory', wasm.addresses[k]!))]
        : [],
    );
    return ['views: (memory, C) => ', object(views, '({', '})')];
  }
  const entries = schedule.buffers.map((buffer, k) => {
    const name = emitted.views[k]!;
    return property(
      propertyKey(name),
      buffer.space === 'constants' ? member(constants, name) : viewCode(buffer, buffer.space, buffer.offset),
    );
  });
  return ['views: (state, arena, C) => ', object(entries, '({', '})')];
}

/**
 * What the user feeds and gets, and what the text in front of the kernels looks at: kernels in WebAssembly have addresses,
 * and need no arrays.
 */
function seenOutside({ entries, buffers, slices }: Schedule, seesConditions: boolean): ReadonlySet<string> {
  const rootOf = (name: string): string => {
    const slice = slices.find((one) => one.name === name);
    return slice ? rootOf(slice.of) : name;
  };
  return new Set(
    [
      ...entries.flatMap(({ feeds, results }) => [
        ...feeds.map(({ buffer }) => buffer),
        ...results.flatMap((result) => result.buffers),
      ]),
      ...[...buffers, ...slices].flatMap(({ name, watched }) => (watched ? [name] : [])),
      ...(seesConditions ? entries.flatMap(({ calls }) => conditionsIn(calls)) : []),
    ].map(rootOf),
  );
}

function viewCode({ dtype, shape }: Placed, space: string, offset: Polynomial): Code {
  const length = polynomialCode(sizeOf(shape), 'C');
  return call(`new ${dtypes[dtype].array}`, [space, polynomialCode(offset, 'C'), length]);
}

/** The smallest capacity at which no buffer's extent is negative. */
export function smallestCapacity({ buffers }: Schedule): number {
  return Math.max(1, ...buffers.flatMap(({ shape }) => shape.map(fewestSamples)));
}

/** The largest batch, a multiple of 16: the arena stays within `limit` bytes, and each array can be indexed. */
export function largestBatch({ schedule, emitted: { wasm } }: ModuleUnit, limit: number): number {
  const { buffers, memory } = schedule;
  const bytes = wasm?.end ?? memory.arena;
  const most = wasm ? Math.min(limit, largestWasm) : limit;
  const sizes = buffers.filter(({ space }) => space === 'arena').map(({ shape }) => sizeOf(shape));
  const fits = (n: number): boolean =>
    polynomialAt(bytes, n) <= most && sizes.every((size) => polynomialAt(size, n) <= longestArray);
  let [low, high] = [1, 2 ** 27 - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(16 * middle)) low = middle;
    else high = middle - 1;
  }
  return 16 * low;
}
