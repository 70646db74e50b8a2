import type { Layout } from './level.js';
import type { Value } from './loopNest.js';
import type { Panel } from './panel.js';
import { exactCall, nameValue, numberValue, type Scope } from './scope.js';
import type { Zeros } from './zeros.js';

/** Of the outermost terms, those that not all rows of a tile read zeros for. */
export interface Clip {
  /** The address of each row's first term that is left. */
  readonly starts: readonly Value[];
  /** How many terms were left out before it, and how many are left; null where all are. */
  readonly skipped: Value | null;
  readonly count: Value | null;
}

/** At least this part of an axis has to be zeros: what is left out must be more than it costs to find it. */
const worthClipping = 0.2;

/**
 * The terms of the outermost axis of a sum without those that meet nothing but zeros of a border in a tile's rows, whose
 * first terms' addresses are given; with all terms where no such zeros are known.
 */
export function clipped({ rows, counts }: Panel, starts: readonly Value[], scope: Scope, layout: Layout): Clip {
  const all: Clip = { starts, skipped: null, count: null };
  const [first, ...others] = counts;
  const step = rows.steps[0]!;
  // Terms that go on from one row of a window to the next are one loop, of which no part can be left out.
  const isOneLoop = others.length > 0 && step === rows.steps[1]! * Number(others[0]!.extent);
  if (typeof first!.extent !== 'number' || others.length === 0 || isOneLoop) return all;
  const isMoving = ({ stride, extent }: Zeros): boolean =>
    step % stride === 0 && step < stride * extent && rows.steps.slice(1).every((inner) => inner < stride);
  const zeros = layout.zerosIn(rows.from).find(isMoving);
  if (!zeros || 1 - (zeros.high - zeros.low) / zeros.extent < worthClipping) return all;
  const kept = (base: string, value: Value): Value => {
    const name = layout.fresh(base);
    scope.statements.push({ kind: 'let', name, value });
    return nameValue(name, 'i32');
  };
  const addresses = starts.map((start) => kept('start', start));
  const places = addresses.map((address) =>
    kept('place', call('mod', call('idiv', address, zeros.stride), zeros.extent)),
  );
  const by = step / zeros.stride;
  const least = places.reduce((a, b) => call('min', a, b));
  const greatest = places.reduce((a, b) => call('max', a, b));
  const none = numberValue(0);
  const before = call('max', none, exactCall('sub', [numberValue(zeros.low + by - 1), greatest]));
  const behind = call('max', none, exactCall('sub', [numberValue(zeros.high + by - 1), least]));
  const skipped = kept('skipped', call('min', call('idiv', before, by), numberValue(first!.extent)));
  const end = kept('end', call('min', call('idiv', behind, by), numberValue(first!.extent)));
  const count = kept('count', call('max', none, exactCall('sub', [end, skipped])));
  const moved = exactCall('mul', [skipped, numberValue(step)]);
  return { starts: addresses.map((address) => exactCall('add', [address, moved])), skipped, count };
}

/** Of addresses and places, none of them negative; a division by 1 is none. */
function call(fn: 'idiv' | 'mod' | 'min' | 'max', a: Value, b: Value | number): Value {
  if (fn === 'idiv' && b === 1) return a;
  const args = [a, typeof b === 'number' ? numberValue(b) : b];
  return { kind: 'call', dtype: 'i32', fn, args, exact: true };
}
