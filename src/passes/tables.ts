import { arithmetic } from './arithmetic.js';
import { complements } from './complements.js';
import { exponentials } from './exponentials.js';
import { logarithms } from './logarithms.js';
import { masks } from './masks.js';
import { movements } from './movement.js';
import { roots } from './roots.js';
import type { Rule } from './rule.js';
import { detachments, softmaxes } from './softmaxes.js';
import { reductions } from './sums.js';
import { spreads } from './variances.js';
import { windows } from './windows.js';

/** Every equation, by the file that it stands in: for tests and docs. */
export const tables: Readonly<Record<string, readonly Rule[]>> = {
  arithmetic,
  masks,
  movements,
  reductions,
  exponentials,
  logarithms,
  complements,
  softmaxes,
  detachments,
  roots,
  variances: spreads,
  windows,
};
