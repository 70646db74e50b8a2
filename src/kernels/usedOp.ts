import type { Op } from '../graph/index.js';
import { asItIs } from './copy.js';

/** The part of a tensor that is not masked away, under the tensor's own name; made for builds that check numbers. */
export const usedOp: Op<{ readonly name: string }> = { ...asItIs('used'), label: ({ name }) => name };
