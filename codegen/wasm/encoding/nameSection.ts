import type { Bytes } from './bytes.js';
import type { Local } from './instruction.js';
import { orderedFunctions, orderedGlobals } from './moduleIndices.js';
import type { WasmModule } from './wasmModule.js';

/** The names as we have them, of any characters, for profilers, stack traces and debuggers. */
export function nameSection(module: WasmModule, locals: readonly (readonly Local[])[] | null, bytes: Bytes): void {
  const { data, functions, imports, memory } = module;
  const part = (id: number, names: readonly string[]): void => {
    if (names.length > 0) subsection(id, bytes, (inner) => nameMap(names, inner));
  };
  bytes.text('name');
  part(1, orderedFunctions(module).map(nameOf));
  if (functions.length > 0 && locals)
    subsection(2, bytes, (inner) => {
      inner.unsigned(functions.length);
      functions.forEach(({ parameters }, k) => {
        inner.unsigned(imports.length + k);
        nameMap([...parameters, ...locals[k]!].map(nameOf), inner);
      });
    });
  part(6, memory ? [memory.name] : []);
  part(7, orderedGlobals(module).map(nameOf));
  part(9, data.map(nameOf));
}

const nameOf = ({ name }: { readonly name: string }): string => name;

function subsection(id: number, bytes: Bytes, write: (inner: Bytes) => void): void {
  bytes.byte(id);
  bytes.sized(write);
}

function nameMap(names: readonly string[], bytes: Bytes): void {
  bytes.unsigned(names.length);
  names.forEach((name, k) => {
    bytes.unsigned(k);
    bytes.text(name);
  });
}
