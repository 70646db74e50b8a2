export * from './constants.js';
export * from './control.js';
export { functionPlaces } from './functionPlaces.js';
export { encode } from './encode.js';
export {
  comment,
  label,
  local,
  noted,
  type Callee,
  type GlobalVariable,
  type Instruction,
  type Label,
  type Local,
  type Note,
  type Place,
  type Segment,
  type VectorShape,
} from './instruction.js';
export type { ValueType } from './opcode.js';
export * from './opcodes.js';
export * from './operations.js';
export { text } from './text.js';
export * from './wasmModule.js';
