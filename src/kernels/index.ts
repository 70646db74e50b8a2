export * from './kernel.js';
export * from './memoryPlan.js';
export * from './print.js';
export * from './program.js';
export * from './verify.js';
