export * from './kernel.js';
export type { LiveRange } from './liveRanges.js';
export * from './memoryPlan.js';
export * from './print.js';
export * from './program.js';
export * from './rematerialise/index.js';
export * from './steps.js';
export * from './verify.js';
