import type { Op } from '../graph/index.js';

/** The same values in a place of their own; made by the lowering itself, never by a user. */
export const copyOp: Op<object> = {
  name: 'copy',
  operands: ['x'],
  type: ([x]) => [x!],
  batch: ([x]) => [x!],
  lower: ([x]) => [x!],
  reference: ([x]) => [x!],
  samples: [],
};
