export { assemble } from './kernels/assemble.js';
export { addressOf, memoryMap, type MemoryMap } from './kernels/memory.js';
export { wasmProfile } from './kernels/profile.js';
export { wasm } from './backEnd.js';
