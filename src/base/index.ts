export * from './dtype.js';
export * from './tapelessError.js';
export * from './extent.js';
export * from './interface.js';
export * from './polynomial.js';
export * from './shape.js';
export * from './source.js';
export * from './errors/graph.js';
