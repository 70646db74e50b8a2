import { outsideTrace, scoped } from '../base/index.js';
import type { Tensor } from './tensor.js';

/** A variable of the model that is traced, as those see it who know nothing of models. */
export interface TracedVariable {
  readonly name: string;
  /** Stands for its value before anything was assigned. */
  readonly leaf: Tensor;
}

/** What user code finds around it while a model or program is traced. */
export interface Trace {
  readonly training: boolean;
  /** The random key, u32[2], that this run's random ops start from. */
  readonly key: () => Tensor;
  /** The next random stream's number: two equal random ops stay two. */
  readonly stream: () => number;
  /** Tensors brought out by `tap`, by name. */
  readonly taps: Map<string, Tensor>;
  /** The latest value of each variable that was assigned; absent where there are no variables. */
  readonly assigned?: Map<TracedVariable, Tensor>;
  /** The variable that a tensor stands for. */
  readonly states?: Map<Tensor, TracedVariable>;
}

const running = scoped<Trace | null>(null);

/** Runs `f` inside a trace. */
export const inTrace = <T>(trace: Trace, f: () => T): T => running.within(trace, f);

/** The trace that is running; `what` names the caller in the error where there is none. */
export function traceOf(what: string): Trace {
  const trace = running.current();
  if (!trace) throw outsideTrace(what);
  return trace;
}

export const isTracing = (): boolean => running.current() !== null;
