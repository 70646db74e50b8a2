export * from './binaryAccuracy.js';
export * from './categoricalAccuracy.js';
export * from './sparseCategoricalAccuracy.js';
