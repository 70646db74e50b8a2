import type { RoutineKernel } from '../../kernels/index.js';
import { cholesky } from './cholesky.js';
import type { Routines, Tools, Written } from './routine.js';
import { searchSorted } from './searchSorted.js';
import { sort } from './sort.js';
import { topK } from './topK.js';
import { triangularSolve } from './triangularSolve.js';

const routines: Routines = { cholesky, searchSorted, sort, topK, triangularSolve };

/** The loops of a routine kernel. */
export const writeRoutine = (kernel: RoutineKernel, tools: Tools): Written =>
  (routines[kernel.routine] as (kernel: RoutineKernel, tools: Tools) => Written)(kernel, tools);
