import { digamma } from './digamma.js';
import { erfinv } from './erfinv.js';
import { lgamma } from './lgamma.js';
import { logit } from './logit.js';
import { polygamma } from './polygamma.js';

/** Functions made of those that every target has: no back end knows them. */
export const special = { digamma, erfinv, lgamma, logit, polygamma } as const;
