import { problem } from './problem.js';
import type { Net, ScriptUnit } from './unit.js';

/** An instance whose state is all zeros. */
export function instance(unit: ScriptUnit): Net {
  const allocate = (bytes: number, what: string) => granted(bytes, what, () => new ArrayBuffer(bytes));
  const state = allocate(unit.stateBytes, 'The state');
  const grow = (capacity: number) =>
    unit.views(state, allocate(unit.bytes(capacity), `A batch of ${capacity}`), capacity);
  const net = withRoom({ unit, capacity: 0, views: {}, state: [], grow });
  net.state = unit.variables.map(({ view }) => net.views[view!]!);
  return net;
}

/** The instance with room for the smallest batch. */
export function withRoom(net: Net): Net {
  reserve(net, net.unit.smallest ?? 1);
  return net;
}

/** Makes room for N samples: the size is checked, then allocated, then used. A steady call finds nothing to do. */
export function reserve(net: Net, N: number): void {
  if (N <= net.capacity) return;
  const { unit } = net;
  const capacity = Math.ceil(N / 16) * 16;
  if (capacity > unit.largest)
    throw problem(
      'batch-too-large',
      `A batch of ${N} needs ${unit.bytes(capacity)} bytes; at most ${unit.largest} samples fit. Use smaller batches.`,
    );
  net.views = net.grow(capacity);
  net.capacity = capacity;
}

/** Memory, if the machine gives it. */
export function granted<Memory>(bytes: number, what: string, make: () => Memory): Memory {
  try {
    return make();
  } catch {
    const size = (bytes / 2 ** 20).toFixed(1);
    throw problem('out-of-memory', `${what} needs ${size} MiB, which this machine does not give. Nothing was changed.`);
  }
}
