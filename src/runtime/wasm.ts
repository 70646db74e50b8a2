import { outOfMemory, withRoom } from './memory.js';
import type { Views, WasmNet, WasmUnit } from './unit.js';

/** An instance whose state is all zeros; `meeting` is how its threads wait for each other, where they share kernels. */
export function wasmInstance(unit: WasmUnit, compiled: WebAssembly.Module, meeting?: (net: WasmNet) => void): WasmNet {
  // Shared memory can grow under the views that someone holds; memory of one's own would take them away.
  const memory = wasmMemory(unit.bytes(16));
  const { exports } = new WebAssembly.Instance(compiled, { host: { memory, meet: () => meeting!(net) } });
  const grow = (capacity: number): Views => {
    const bytes = unit.bytes(capacity, net.more);
    const pages = Math.ceil((bytes - memory.buffer.byteLength) / 65536);
    try {
      if (pages > 0) memory.grow(pages);
    } catch {
      throw outOfMemory(bytes, `A batch of ${capacity}`);
    }
    return Object.assign(unit.views(memory.buffer, capacity), { program: net.program, capacity });
  };
  const net = { unit, compiled, memory, exports, program: exports, capacity: 0, views: {}, grow } as unknown as WasmNet;
  return withRoom(net) as WasmNet;
}

export function wasmMemory(bytes: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536), maximum: 65536, shared: true });
  } catch {
    throw outOfMemory(bytes, 'An instance');
  }
}
