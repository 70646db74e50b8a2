import { granted, withRoom } from './memory.js';
import type { Views, WasmNet, WasmUnit } from './unit.js';

/** An instance whose state is all zeros; `meeting` is how its threads wait for each other, where they share kernels. */
export function wasmInstance(unit: WasmUnit, compiled: WebAssembly.Module, meeting?: (net: WasmNet) => void): WasmNet {
  // Shared memory can grow under the views that someone holds; memory of one's own would take them away.
  const pages = (bytes: number): number => Math.ceil(bytes / 65536);
  const first = unit.bytes(16);
  const make = () => new WebAssembly.Memory({ initial: pages(first), maximum: 65536, shared: true });
  const memory = granted(first, 'An instance', make);
  const { exports } = new WebAssembly.Instance(compiled, { host: { memory, meet: () => meeting!(net) } });
  const grow = (capacity: number): Views => {
    const bytes = unit.bytes(capacity, net.more);
    const more = Math.max(0, pages(bytes - memory.buffer.byteLength));
    granted(bytes, `A batch of ${capacity}`, () => memory.grow(more));
    return Object.assign(unit.views(memory.buffer, capacity), { program: net.program, capacity });
  };
  const arrays = { F32: Float32Array, I32: Int32Array, U32: Uint32Array, BOOL: Uint8Array };
  const state = unit.variables.map(
    ({ dtype, shape, at }) =>
      new arrays[dtype](
        memory.buffer,
        at,
        shape.reduce((size, extent) => size * extent, 1),
      ),
  );
  const own = { memory, exports, program: exports, state, capacity: 0, views: {}, grow };
  const net = { unit, compiled, ...own } as unknown as WasmNet;
  return withRoom(net) as WasmNet;
}
