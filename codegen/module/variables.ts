import { dtypes, stringLiteral, type Variable } from '../../src/base/index.js';
import { array, numberText, numbers, object, property, type Code } from './layout.js';
import { hyperparameterName, viewOf, type ModuleUnit } from './moduleUnit.js';

/** The table of what outlives a call. */
export const variablesCode = (unit: ModuleUnit): Code =>
  array(unit.schedule.variables.map(({ variable, buffer }) => variableCode(variable, placeCode(unit, buffer))));

/** Kernels in JavaScript have an array of it, those in WebAssembly an address. */
function placeCode(unit: ModuleUnit, buffer: string): Code {
  const { wasm } = unit.emitted;
  if (!wasm) return property('view', stringLiteral(viewOf(unit, buffer)));
  const [address = 0] = wasm.addresses[unit.schedule.buffers.findIndex(({ name }) => name === buffer)]!;
  return `at: ${address}`;
}

function variableCode(variable: Variable, place: Code): Code {
  const { role, dtype, shape } = variable;
  const { name, key } = namesOf(variable);
  return object([
    property('name', stringLiteral(name)),
    ...(key === name ? [] : [property('key', stringLiteral(key))]),
    property('role', stringLiteral(role)),
    place,
    property('dtype', stringLiteral(dtypes[dtype].safetensors)),
    property('shape', numbers(shape)),
    ...initialCode(variable),
  ]);
}

/** What a variable is called by users, and in files: there `__metadata__` means something else, so it gets a slash more. */
function namesOf({ name, role }: Variable): { readonly name: string; readonly key: string } {
  const key = /^__metadata__\/*$/.test(name) ? `${name}/` : name;
  return { name: role === 'hyperparameter' ? hyperparameterName(name) : name, key };
}

function initialCode({ initial }: Variable): Code[] {
  if (initial === null || initial === 0) return [];
  if (typeof initial === 'number') return [`initial: ${numberText(initial)}`];
  return initial.every((value) => value === 0) ? [] : [property('initial', numbers(initial))];
}
