export * from './emitModule.js';
export type { ModuleUnit } from './moduleUnit.js';
