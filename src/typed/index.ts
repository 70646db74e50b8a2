// Public functions with shapes in their types. The functions themselves are those of src/ops, which know shapes only when
// they run; this is the one place where their types are narrowed. Functions that are not here give `Tensor`, any tensor.
export * from './elementwise.js';
export * from './indexing.js';
export * from './loops.js';
export * from './movements.js';
export * from './ordering.js';
export * from './reductions.js';
export * from './transforms.js';
export * from './windows.js';
export type { Tensor } from './tensor.js';
