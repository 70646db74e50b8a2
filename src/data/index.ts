// The package 'tapeless/data': samples in memory, in batches, and from files.
export { batches, countBatches, type BatchOptions } from './batches.js';
export { readIdx } from './idx.js';
export { oneHot } from './oneHot.js';
export { rescale, type RescaleOptions } from './rescale.js';
export { countSamples, type DataArray, type DataSet, type Samples } from './samples.js';
