import type { Op } from '../graph/index.js';

/** The part of a tensor that is not masked away, under the tensor's own name; made for builds that check numbers. */
export const usedOp: Op<{ readonly name: string }> = {
  name: 'used',
  operands: ['x'],
  type: ([x]) => [x!],
  batch: ([x]) => [x!],
  lower: ([x]) => [x!],
  reference: ([x]) => [x!],
  samples: [],
  label: ({ name }) => name,
};
