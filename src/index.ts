// The package 'tapeless': everything that a model file imports, and nothing else.

// Declaring models and programs, and layers of one's own.
export {
  assign,
  bool,
  f32,
  i32,
  isTraining,
  layer,
  model,
  program,
  ratio,
  state,
  u32,
  type Initializer,
  type Metrics,
  type Model,
  type Optimizer,
  type Outputs,
  type Program,
  type Ratio,
} from './model/index.js';
export type { DType, Extent, Shape } from './base/index.js';

// Layers, losses, optimizers, metrics.
export * from './nn/index.js';
export * from './losses/index.js';
export * from './optim/index.js';
export * from './metrics/index.js';

// Transforms of functions; those that take functions written on the spot are in src/typed.
export { gradients, hvp, jvp, vjp } from './autodiff/index.js';

// Functions of tensors: those whose shapes the type system follows, and those that give any tensor.
export * from './typed/index.js';
export {
  arange,
  bandMask,
  bernoulli,
  concat,
  constant,
  diag,
  diagonal,
  dot,
  einsum,
  expandDims,
  eye,
  flip,
  full,
  gather,
  glu,
  iota,
  l2Normalize,
  linspace,
  meshgrid,
  moveaxis,
  normal,
  outer,
  pad,
  repeat,
  roll,
  segmentSum,
  slice,
  split,
  squeeze,
  stack,
  swapaxes,
  takeAlongAxis,
  tile,
  trace,
  triangularMask,
  truncatedNormal,
  uniform,
  unstack,
  where,
  type Nested,
  type Operand,
} from './ops/index.js';
