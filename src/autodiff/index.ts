import type { Op } from '../graph/index.js';
import { checkpointOp } from './checkpoint.js';
import { condOp } from './condOp.js';
import { customVjpOp } from './customVjp.js';
import { scanOp } from './scanOp.js';
import { whileOp } from './whileOp.js';

export { checkpoint } from './checkpoint.js';
export { cond } from './cond.js';
export { customVjp, isEstimator, type CustomVjpRules } from './customVjp.js';
export { grad, valueAndGrad, type GradOptions } from './grad.js';
export { backward, gradients, type Backward, type GradientsOptions } from './gradients.js';
export { hessian } from './hessian.js';
export { hvp } from './hvp.js';
export { jacobian, type JacobianOptions } from './jacobian.js';
export { jvp } from './jvp.js';
export { type Nest } from './nest.js';
export { scan, type ScanOptions } from './scan.js';
export { vjp } from './vjp.js';
export { vmap, type Axes, type VmapOptions } from './vmap.js';
export { whileLoop } from './whileLoop.js';

export { condOp, scanOp, whileOp };

/** The ops with bodies that transforms make; they stand beside the table of ops for those who enumerate. */
export const autodiffOps: readonly Op[] = [checkpointOp, condOp, customVjpOp, scanOp, whileOp];
