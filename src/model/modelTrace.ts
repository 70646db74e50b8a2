import { outsideTrace } from '../base/index.js';
import { traceOf, type Tensor, type Trace } from '../graph/index.js';
import type { Naming } from './naming.js';
import type { Kept, Variables } from './variables.js';

/** What layers find around them while a model or program is traced. */
export interface ModelTrace extends Trace {
  readonly naming: Naming;
  readonly variables: Variables;
  /** The state that a tensor stands for: its leaf, or what was assigned to it so far. */
  readonly states: Map<Tensor, Kept>;
  /** The latest value of each state that was assigned. */
  readonly assigned: Map<Kept, Tensor>;
}

export function modelTraceOf(what: string): ModelTrace {
  const trace = traceOf(what);
  if (!isModelTrace(trace)) throw outsideTrace(what);
  return trace;
}

export const isModelTrace = (trace: Trace): trace is ModelTrace => 'naming' in trace;
