// The entry 'tapeless/testing': arbitraries of operands and graphs, and property-based checks of gradients.
export { applicationsOf, sampleApplications, type Application, type OperandSpec } from './applications.js';
export { randomCond, randomScan, randomWhile } from './controlFlow.js';
export { graphs, randomGraph } from './graphs.js';
export { operandsOf, valuesOf } from './operands.js';
export { draw, drawOperands, randomNumbers } from './random.js';
export { extents, regroupings, shapes, type ShapeLimits } from './shapes.js';
export { richardson } from './slope.js';
export { checkGradients, type ArgumentSpec, type CheckGradientsOptions } from './checkGradients.js';
export type { CheckReport, Counterexample } from './report.js';
export { checkModel, type CheckModelOptions } from './checkModel.js';
