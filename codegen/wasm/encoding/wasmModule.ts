import { unreachable, type Source } from '../../../src/base/index.js';
import { checkBody, partsOf, type Callee, type Instruction, type Label, type Local, type Note } from './instruction.js';
import { valueTypes, type ValueType } from './opcode.js';

/** Where the embedder finds what it gives: `imports[module][name]`. */
export interface ImportedFrom {
  readonly module: string;
  readonly name: string;
}

/** In pages of 65,536 bytes. A shared memory has a maximum. */
export interface Memory {
  readonly name: string;
  readonly initial: number;
  readonly maximum: number | null;
  readonly shared: boolean;
  readonly from: ImportedFrom | null;
}

export interface Global {
  readonly name: string;
  readonly type: 'i32' | 'f32' | 'f64';
  readonly mutable: boolean;
  /** Its first value, or where it comes from. */
  readonly initial: number | ImportedFrom;
}

/** A function of the embedder. */
export interface ImportedFunction extends Callee {
  readonly from: ImportedFrom;
}

export interface WasmFunction {
  /** Any characters: it is what profilers and stack traces show. */
  readonly name: string;
  readonly parameters: readonly Local[];
  readonly result: ValueType | null;
  readonly body: readonly Instruction[];
  /** What the text form says above it. */
  readonly notes: readonly Note[];
}

export interface Export {
  readonly name: string;
  readonly kind: 'function' | 'memory' | 'global';
  /** The name in the module. */
  readonly of: string;
}

export interface DataSegment {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The address that it is put at before anything runs; null where `memory.init` puts it. */
  readonly at: number | null;
}

/** A module of WebAssembly, with at most one memory. Everything refers by name. */
export interface WasmModule {
  readonly memory: Memory | null;
  readonly imports: readonly ImportedFunction[];
  readonly globals: readonly Global[];
  readonly functions: readonly WasmFunction[];
  readonly exports: readonly Export[];
  readonly data: readonly DataSegment[];
}

export const wasmModule = (parts: Partial<WasmModule>): WasmModule => ({
  memory: null,
  imports: [],
  globals: [],
  functions: [],
  exports: [],
  data: [],
  ...parts,
});

/** A function, checked: its result, its branches and what it returns. */
export function wasmFunction(
  name: string,
  { parameters = [], result = null, body, notes = [] }: Partial<WasmFunction> & Pick<WasmFunction, 'body'>,
): WasmFunction {
  checkBody(`function ${name}`, body, result);
  body.forEach((instruction) => checkJumps(instruction, name, result, []));
  return { name, parameters, result, body, notes };
}

function checkJumps(instruction: Instruction, name: string, result: ValueType | null, labels: readonly Label[]): void {
  const visit = (inner: Instruction, within = labels): void => checkJumps(inner, name, result, within);
  instruction.operands.forEach((operand) => visit(operand));
  if (instruction.kind === 'block') {
    // A branch carries no value, so it cannot go behind a block that ends with one.
    const reachable = instruction.name === 'loop' || instruction.type === null;
    instruction.body.forEach((inner) => visit(inner, reachable ? [...labels, instruction.label] : labels));
  }
  if (instruction.kind === 'if') [...instruction.then, ...instruction.otherwise].forEach((inner) => visit(inner));
  if (instruction.kind === 'branch' && !labels.includes(instruction.label))
    unreachable(
      `${instruction.name} ${instruction.label.name} in function ${name}: no block around it that ends without value has this label`,
    );
  if (instruction.kind === 'bare' && instruction.name === 'return') {
    const given = instruction.operands.map(({ type }) => type);
    const wanted = result === null ? [] : [result];
    if (given.join() !== wanted.join())
      unreachable(`return in function ${name} gives ${given.join() || 'nothing'}, not ${result ?? 'nothing'}`);
  }
}

/** The variables that a body uses beside its parameters, those of one type together, in the order of their use. */
export function localsOf({ parameters, body }: WasmFunction): readonly Local[] {
  const found = new Set<Local>(parameters);
  const visit = (instruction: Instruction): void => {
    if (instruction.kind === 'local') found.add(instruction.local);
    partsOf(instruction).forEach(visit);
  };
  body.forEach(visit);
  const own = [...found].slice(parameters.length);
  return valueTypes.flatMap((type) => own.filter((variable) => variable.type === type));
}

/** A line above a function in the text form. */
export const note = (text: string, source: Source | null = null): Note => ({ text, source });
