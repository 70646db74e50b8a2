import { complements } from './complements.js';
import { exponentials } from './exponentials.js';
import { logarithms } from './logarithms.js';
import { roots } from './roots.js';
import { softmaxes } from './softmaxes.js';
import type { Rule } from './rule.js';
import { spreads } from './variances.js';

/** Formulas that lose their digits, overflow or have no derivative where they are written down, in a form that does not. */
export const stabilisations: readonly Rule[] = [
  ...exponentials,
  ...logarithms,
  ...complements,
  ...softmaxes,
  ...roots,
  ...spreads,
];
