export * from './adam.js';
export type { ClipOptions } from './clip.js';
export * from './sgd.js';
