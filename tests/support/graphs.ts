export { randomGraph } from '../../src/check/index.js';
