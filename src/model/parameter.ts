import { badAssign, knownOptions, sameShape, typeText, variableShape, type DType, type Shape } from '../base/index.js';
import { currentSource, nameOf, traceOf, type Tensor } from '../graph/index.js';
import { add, logicalOr, tensorOf, type Operand } from '../ops/index.js';
import { modelTraceOf } from './modelTrace.js';
import { pathText, variablePath } from './naming.js';
import { keep, type Initial, type Initializer } from './variables.js';

/** What a trained variable is made of, beside its shape. */
export interface ParameterOptions {
  /** Its name within the layer: `kernel`. */
  readonly name: string;
  /** What it starts from: a number for every element, nested values, or a function of the shape such as glorotUniform(). */
  readonly initializer: Initial | Initializer;
  /** Whether `step` changes it. */
  readonly trainable?: boolean;
}

export interface StateOptions {
  readonly name: string;
  readonly initial: Initial | Initializer;
  readonly dtype?: DType;
}

/** A value of the layer that is being called, f32, updated by the optimizer in each training step. */
export function parameter<const S extends readonly number[]>(shape: S, options: ParameterOptions): Tensor<S> {
  knownOptions('parameter()', options, ['name', 'initializer', 'trainable']);
  const { name, initializer, trainable = true } = options;
  const { naming, variables } = modelTraceOf('parameter()');
  const declared = { role: 'parameter', dtype: 'f32', trainable, initial: initializer } as const;
  const path = variablePath(naming, name);
  return keep(variables, { ...declared, path, shape: fixed(shape, path), source: currentSource() }).leaf as Tensor<S>;
}

/**
 * A value of the layer that is being called, changed only by `assign`, such as a running mean. Gives its current value:
 * that at the start of the step, or what was assigned to it since.
 */
export function state<const S extends readonly number[]>(shape: S, options: StateOptions): Tensor<S> {
  knownOptions('state()', options, ['name', 'initial', 'dtype']);
  const { name, initial, dtype = 'f32' } = options;
  const { naming, variables, states, assigned } = modelTraceOf('state()');
  const path = variablePath(naming, name);
  const declared = { role: 'state', trainable: false, dtype, initial } as const;
  const kept = keep(variables, { ...declared, path, shape: fixed(shape, path), source: currentSource() });
  states.set(kept.leaf, kept);
  return (assigned.get(kept) ?? kept.leaf) as Tensor<S>;
}

/**
 * Gives a state its next value, which it has from the end of this step (or of this `run`) on. What is assigned while
 * predicting or evaluating has no effect: those change nothing.
 */
export function assign(target: Tensor, value: Operand): void {
  const { states, assigned } = modelTraceOf('assign()');
  const source = currentSource();
  const kept = states.get(target);
  if (!kept) throw badAssign(nameOf(target), 'expected what state() gave', source);
  const next = tensorOf(value, 'assign', kept.dtype);
  if (next.dtype !== kept.dtype || !sameShape(next.shape, kept.shape)) {
    throw badAssign(kept.name, `the new value is ${typeText(next)}, expected ${typeText(kept)}`, source);
  }
  // A tensor stands for one state: the value of another one is taken as a tensor of its own.
  const own = states.has(next) && states.get(next) !== kept ? copyOf(next) : next;
  states.set(own, kept);
  assigned.set(kept, own);
}

/** Whether the trace that is running is that of a training step: layers such as dropout do nothing otherwise. */
export const isTraining = (): boolean => traceOf('isTraining()').training;

const copyOf = (x: Tensor): Tensor => (x.dtype === 'bool' ? logicalOr(x, false) : add(x, 0));

function fixed(shape: Shape, path: readonly string[]): readonly number[] {
  if (!shape.every((extent) => typeof extent === 'number' && Number.isSafeInteger(extent) && extent >= 0)) {
    throw variableShape(pathText(path), shape, currentSource());
  }
  return shape as readonly number[];
}
