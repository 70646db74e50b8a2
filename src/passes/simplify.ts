import { arithmetic } from './arithmetic.js';
import { masks } from './masks.js';
import { movements } from './movement.js';
import type { Rule } from './rule.js';
import { reductions } from './sums.js';
import { windows } from './windows.js';

/** What is shorter, the same for all operands, and makes the next rule see its formula. */
export const simplifications: readonly Rule[] = [...arithmetic, ...masks, ...movements, ...reductions, ...windows];
