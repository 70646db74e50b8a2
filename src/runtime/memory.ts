import { problem } from './problem.js';
import type { Net, ScriptUnit } from './unit.js';

/** An instance whose state is all zeros. */
export function instance(unit: ScriptUnit): Net {
  const state = allocate(unit.stateBytes, 'The state');
  const grow = (capacity: number) =>
    unit.views(state, allocate(unit.bytes(capacity), `A batch of ${capacity}`), capacity);
  return withRoom({ unit, capacity: 0, views: {}, grow });
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

export function allocate(bytes: number, what: string): ArrayBuffer {
  try {
    return new ArrayBuffer(bytes);
  } catch {
    throw outOfMemory(bytes, what);
  }
}

export function outOfMemory(bytes: number, what: string): Error {
  const size = (bytes / 2 ** 20).toFixed(1);
  return problem('out-of-memory', `${what} needs ${size} MiB, which this machine does not give. Nothing was changed.`);
}
