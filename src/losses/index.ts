export * from './binaryCrossentropy.js';
export * from './categoricalCrossentropy.js';
export * from './meanAbsoluteError.js';
export * from './meanSquaredError.js';
export * from './sparseCategoricalCrossentropy.js';
export type { CrossentropyOptions } from './probabilities.js';
