import { unreachable } from '../../../src/base/index.js';
import { partsOf, type Callee, type Instruction } from './instruction.js';
import type { ValueType } from './opcode.js';
import type { Global, WasmModule } from './wasmModule.js';

export const isImported = ({ initial }: Global): boolean => typeof initial !== 'number';

/** Globals in the order of their indices: what is imported comes first. */
export const orderedGlobals = ({ globals }: WasmModule): readonly Global[] => [
  ...globals.filter(isImported),
  ...globals.filter((global) => !isImported(global)),
];

/** Functions in the order of their indices. */
export const orderedFunctions = ({ imports, functions }: WasmModule): readonly Callee[] => [...imports, ...functions];

/** What names of a module stand for; two of one kind with one name, or a name of nothing, is a fault of ours. */
export function indexBy(kind: string, named: readonly { readonly name: string }[]): (name: string) => number {
  const indices = new Map(named.map(({ name }, k) => [name, k]));
  if (indices.size < named.length) {
    const twice = named.find(({ name }, k) => indices.get(name) !== k)!;
    unreachable(`two ${kind}s are called ${twice.name}`);
  }
  return (name) => indices.get(name) ?? unreachable(`there is no ${kind} ${name}`);
}

export interface FunctionType {
  readonly parameters: readonly ValueType[];
  readonly result: ValueType | null;
}

export const typeOf = ({ parameters, result }: Callee): FunctionType => ({
  parameters: parameters.map(({ type }) => type),
  result,
});

const keyOf = ({ parameters, result }: FunctionType): string => `${parameters.join(' ')} -> ${result ?? ''}`;

/** The different types of a module's functions, in the order of their first use, and the number of each function's. */
export function functionTypes(module: WasmModule): {
  readonly types: readonly FunctionType[];
  readonly indices: readonly number[];
} {
  const byKey = new Map<string, number>();
  const types: FunctionType[] = [];
  const indices = orderedFunctions(module).map((f) => {
    const type = typeOf(f);
    const known = byKey.get(keyOf(type));
    if (known !== undefined) return known;
    byKey.set(keyOf(type), types.length);
    return types.push(type) - 1;
  });
  return { types, indices };
}

/** Refuses a call of a function that is not there, or that was declared with other types to whoever calls it. */
export function checkCalls(module: WasmModule): void {
  const functions = orderedFunctions(module);
  const index = indexBy('function', functions);
  const visit = (x: Instruction): void => {
    if (x.kind === 'call') {
      const [wanted, found] = [x.callee, functions[index(x.callee.name)]!].map((f) => keyOf(typeOf(f)));
      if (wanted !== found) unreachable(`${x.callee.name} is called as ${wanted}, and is ${found}`);
    }
    partsOf(x).forEach(visit);
  };
  module.functions.forEach(({ body }) => body.forEach(visit));
}

/** Whether code copies passive data, or drops it. */
export function namesSegments({ functions }: WasmModule): boolean {
  const within = (x: Instruction): boolean => x.kind === 'segment' || partsOf(x).some(within);
  return functions.some(({ body }) => body.some(within));
}
