// The entry 'tapeless/testing': arbitraries of operands and graphs, and property-based checks of gradients.
export {
  arrays,
  drawOperands,
  operandsOf,
  operandsOfSample,
  samplesOf,
  shapes,
  type ShapeLimits,
  type Use,
} from './operands.js';
export { graphs, randomGraph } from './graphs.js';
export { draw, randomNumbers } from './random.js';
