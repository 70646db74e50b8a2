import { badOptimizer, sameShape, typeText, unusedParameters, type Source, type Variable } from '../base/index.js';
import { input, withSource, type Tensor } from '../graph/index.js';
import { add, cast, isTensor, zerosLike } from '../ops/index.js';
import { isRecord, kindOf } from './kindOf.js';
import type { Gradient, Optimizer, ParameterUpdate, StepScalars } from './optimizer.js';
import type { Kept } from './variables.js';

/** The optimizer's own state, with leaves of its own. */
export interface OptimizerState {
  readonly variables: readonly Variable[];
  readonly leaves: readonly (readonly [name: string, leaf: Tensor])[];
  readonly hyperparameters: Readonly<Record<string, Tensor>>;
  /** By parameter, then by slot. */
  readonly slots: ReadonlyMap<Kept, Readonly<Record<string, Tensor>>>;
}

const hyperparameterName = (name: string): string => `tapeless/${name}`;
const slotName = (slot: string, parameter: string): string => `tapeless/${slot}/${parameter}`;

export function optimizerState(optimizer: Optimizer, trained: readonly Kept[], source: Source): OptimizerState {
  const variables: Variable[] = [];
  const leaves: [string, Tensor][] = [];
  const make = (variable: Omit<Variable, 'dtype' | 'trainable' | 'source'>): Tensor => {
    const whole: Variable = { ...variable, dtype: 'f32', trainable: false, source };
    const leaf = input(whole.name, whole, source);
    variables.push(whole);
    leaves.push([whole.name, leaf]);
    return leaf;
  };
  const hyperparameters = mapped(optimizer.hyperparameters, (initial, name) => {
    checkScalar(`hyperparameter '${name}'`, name, initial, source);
    return make({ name: hyperparameterName(name), role: 'hyperparameter', shape: [], initial });
  });
  const slots = new Map(
    trained.map((parameter) => [
      parameter,
      mapped(optimizer.slots, (initial, slot) => {
        checkScalar(`slot '${slot}'`, slot, initial, source);
        return make({ name: slotName(slot, parameter.name), role: 'slot', shape: parameter.shape, initial });
      }),
    ]),
  );
  return { variables, leaves, hyperparameters, slots };
}

function checkScalar(what: string, name: string, initial: unknown, source: Source): void {
  if (typeof initial !== 'number') throw badOptimizer(what, kindOf(initial), 'a number', source);
  if (name === 'seed' || name === 'step')
    throw badOptimizer(what, `called '${name}'`, 'another name: that one is taken', source);
}

const mapped = <A, B>(record: Readonly<Record<string, A>>, f: (a: A, name: string) => B): Readonly<Record<string, B>> =>
  Object.fromEntries(Object.entries(record).map(([name, a]) => [name, f(a, name)]));

/** Every trained parameter's gradient; where there is none, zeros or an error. */
export function gradientsOf(
  trained: readonly Kept[],
  dxs: readonly (Tensor | null)[],
  allowUnused: boolean,
  source: Source,
): Gradient[] {
  const unused = trained.filter((_, k) => dxs[k] === null);
  if (unused[0] && !allowUnused) {
    throw unusedParameters(
      unused.map(({ name }) => name),
      unused[0].source,
      source,
    );
  }
  return trained.map(({ name, leaf }, k) => ({ name, parameter: leaf, gradient: dxs[k] ?? zerosLike(leaf) }));
}

/** The next values of the parameters and of their slots, by name. */
export function updatesOf(
  optimizer: Optimizer,
  { hyperparameters, slots }: OptimizerState,
  trained: readonly Kept[],
  gradients: readonly Gradient[],
  stepsDone: Tensor,
  source: Source,
): (readonly [string, Tensor])[] {
  const scalars: StepScalars = { hyperparameters, step: withSource(source, () => cast(add(stepsDone, 1), 'f32')) };
  const changed =
    withSource(source, () => optimizer.gradients?.(gradients, scalars)) ?? gradients.map((one) => one.gradient);
  if (!Array.isArray(changed)) {
    throw badOptimizer('gradients()', kindOf(changed), 'a list of as many as it was given', source);
  }
  if (changed.length !== gradients.length) {
    throw badOptimizer(
      'gradients()',
      `a list of ${changed.length}`,
      `as many as it was given, ${gradients.length}`,
      source,
    );
  }
  return trained.flatMap((parameter, k) => {
    const own = slots.get(parameter) ?? {};
    const gradient = like(parameter, `gradient of '${parameter.name}'`, changed[k], source);
    const step = { name: parameter.name, parameter: parameter.leaf, gradient, slots: own, ...scalars };
    const update = withSource(parameter.source, () => optimizer.update(step));
    return written(parameter, own, update, source);
  });
}

function written(
  parameter: Kept,
  own: Readonly<Record<string, Tensor>>,
  update: ParameterUpdate,
  source: Source,
): (readonly [string, Tensor])[] {
  const { name } = parameter;
  if (!isRecord(update))
    throw badOptimizer(`update of '${name}'`, kindOf(update), 'a record { parameter, slots }', source);
  const unknown = Object.keys(update.slots ?? {}).find((slot) => !Object.hasOwn(own, slot));
  if (unknown !== undefined) throw badOptimizer(`slot '${unknown}'`, 'not declared', 'a name of its `slots`', source);
  const next = Object.keys(own).map((slot) => {
    const value = like(parameter, `slot '${slot}' of '${name}'`, update.slots?.[slot], source);
    return [slotName(slot, name), value] as const;
  });
  return [[name, like(parameter, `update of '${name}'`, update.parameter, source)], ...next];
}

function like(parameter: Kept, what: string, found: unknown, source: Source): Tensor {
  const fits = isTensor(found) && found.dtype === parameter.dtype && sameShape(found.shape, parameter.shape);
  if (fits) return found;
  throw badOptimizer(what, isTensor(found) ? typeText(found) : kindOf(found), typeText(parameter), source);
}
