import * as wasm from '../../codegen/wasm/encoding/index.js';
import { calleeOf, functionsFor, type VectorFunctionName } from '../../codegen/wasm/polynomials/index.js';

/** So many elements are computed at once. */
export const capacity = 1 << 14;
const bytesOfArray = 4 * capacity;
const arrays = 5;

export interface Runner {
  /** The operands' arrays; the last one is the result's. */
  readonly floats: readonly Float32Array[];
  readonly words: readonly Uint32Array[];
  readonly result: number;
  readonly run: (name: VectorFunctionName) => void;
}

/** A module that applies each of these functions to arrays. */
export function runnerOf(names: readonly VectorFunctionName[]): Runner {
  const module = wasm.wasmModule({
    memory: { name: 'memory', initial: (arrays * bytesOfArray) / 65536, maximum: null, shared: false, from: null },
    functions: [...functionsFor(names), ...names.map(loopOf)],
    exports: [
      { name: 'memory', kind: 'memory', of: 'memory' },
      ...names.map((name) => ({ name, kind: 'function' as const, of: name })),
    ],
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm.encode(module) as Uint8Array<ArrayBuffer>));
  const { buffer } = exports['memory'] as WebAssembly.Memory;
  const offsets = Array.from({ length: arrays }, (_, k) => k * bytesOfArray);
  return {
    floats: offsets.map((offset) => new Float32Array(buffer, offset, capacity)),
    words: offsets.map((offset) => new Uint32Array(buffer, offset, capacity)),
    result: arrays - 1,
    run: (name) => (exports[name] as () => void)(),
  };
}

function loopOf(name: VectorFunctionName): wasm.WasmFunction {
  const callee = calleeOf(name);
  const at = wasm.local('at', 'i32');
  const top = wasm.label('vectors');
  const args = callee.parameters.map((_, k) => wasm.load('v128.load', wasm.get(at), { offset: k * bytesOfArray }));
  const value = wasm.callFunction(callee, args);
  const next = wasm.op('i32.add', wasm.get(at), wasm.i32(16));
  const body = [
    wasm.store('v128.store', wasm.get(at), value, { offset: (arrays - 1) * bytesOfArray }),
    wasm.branchIf(top, wasm.op('i32.lt_u', wasm.tee(at, next), wasm.i32(bytesOfArray))),
  ];
  return wasm.wasmFunction(name, { body: [wasm.set(at, wasm.i32(0)), wasm.loop(top, body)] });
}
