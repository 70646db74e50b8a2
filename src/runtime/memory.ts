import { problem } from './problem.js';
import type { Net, Unit } from './unit.js';

/** An instance whose state is all zeros. */
export function instance(unit: Unit): Net {
  const net = { unit, state: allocate(unit.stateBytes, 'The state'), capacity: 0, views: {} };
  reserve(net, unit.smallest ?? 1);
  return net;
}

/** Makes room for N samples: the size is checked, then allocated, then used. A steady call finds nothing to do. */
export function reserve(net: Net, N: number): void {
  if (N <= net.capacity) return;
  const { unit, state } = net;
  const capacity = Math.ceil(N / 16) * 16;
  if (capacity > unit.largest)
    throw problem('batch-too-large', `A batch of ${N} is too large: at most ${unit.largest} fit. Use smaller batches.`);
  const arena = allocate(unit.arenaBytes(capacity), `A batch of ${N}`);
  net.views = unit.views(state, arena, capacity);
  net.capacity = capacity;
}

function allocate(bytes: number, what: string): ArrayBuffer {
  try {
    return new ArrayBuffer(bytes);
  } catch {
    const size = (bytes / 2 ** 20).toFixed(1);
    throw problem('out-of-memory', `${what} needs ${size} MiB, which this machine does not give. Nothing was changed.`);
  }
}
