import {
  badDeclaration,
  knownOptions,
  modelThrows,
  notAModel,
  thrownText,
  type Source,
  type Variable,
} from '../base/index.js';
import type { EntryPoint, Unit } from '../graph/index.js';
import { entryPoint, type EntryParts, type Leaves, type Traced } from './entry.js';
import { initialise } from './initialise.js';
import { isInputSpec, type Inputs } from './inputs.js';
import { isRecord, kindOf } from './kindOf.js';
import { modelOptions, type Model } from './model.js';
import { programOptions, type Program } from './program.js';
import { traceModel } from './traceModel.js';
import { traceProgram } from './traceProgram.js';
import { seedName, stepName, unitLeaves, type UnitLeaves } from './unitTrace.js';

/** Whether an export of a model file is something to compile. */
export function isModelOrProgram(x: unknown): x is Model | Program {
  return (
    typeof x === 'object' && x !== null && 'kind' in x && (x.kind === 'model' || x.kind === 'program') && 'options' in x
  );
}

/** Traces a model or program: everything that the compiler needs. The same declaration may be traced many times. */
export function traceUnit(declaration: unknown, name: string): Unit {
  if (!isModelOrProgram(declaration)) throw notAModel(name, kindOf(declaration));
  const { kind, options, source } = declaration;
  checkOptions(declaration);
  const leaves = unitLeaves(options.inputs, source);
  try {
    const traced = kind === 'model' ? traceModel(options, leaves, source) : traceProgram(options, leaves, source);
    return assemble(name, leaves, traced, source);
  } catch (thrown) {
    // What is no Error has no stack to say where it comes from.
    throw thrown instanceof Error ? thrown : modelThrows(`A function of this ${kind}`, thrownText(thrown), source);
  }
}

function assemble(name: string, leaves: UnitLeaves, traced: Traced, source: Source): Unit {
  const { variables, computed } = initialise(leaves.variables.values(), leaves.seed);
  const readable: Leaves = {
    feeds: Object.entries(leaves.feeds),
    variables: [
      ...[...leaves.variables.values()].map(({ name, leaf }) => [name, leaf] as const),
      ...traced.leaves,
      [stepName, leaves.step],
      [seedName, leaves.seed],
    ],
  };
  const init: EntryParts[] =
    computed.length === 0 ? [] : [{ name: 'init', takes: new Set(), yields: [], updates: computed }];
  const entries = [...init, ...traced.parts].map((parts) => entryPoint(parts, readable, source));
  return { name, variables: [...variables, ...traced.variables, ...counters(entries, source)], entries };
}

/** The step and the seed, where any entry point uses them. */
function counters(entries: readonly EntryPoint[], source: Source): Variable[] {
  const uses = (name: string): boolean =>
    entries.some(({ readings, updates }) => [...readings, ...updates].some(({ variable }) => variable === name));
  const plain = { dtype: 'u32', trainable: false, initial: 0, source } as const;
  const step: Variable = { ...plain, name: stepName, role: 'step', shape: [] };
  const seed: Variable = { ...plain, name: seedName, role: 'seed', shape: [2] };
  return [step, seed].filter(({ name }) => uses(name));
}

function checkOptions({ kind, options, source }: Model | Program): void {
  const what = `${kind}()`;
  if (!isRecord(options)) throw badDeclaration(what, 'what it declares', kindOf(options), 'an object', source);
  knownOptions(what, options, kind === 'model' ? modelOptions : programOptions, source);
  const inputs = (options as { readonly inputs?: Inputs }).inputs;
  if (!isRecord(inputs)) {
    throw badDeclaration(what, 'inputs', kindOf(inputs), "a record such as { x: f32('N', 2) }", source);
  }
  for (const [name, spec] of Object.entries(inputs)) {
    if (!isInputSpec(spec))
      throw badDeclaration(what, `the input '${name}'`, kindOf(spec), "a type such as f32('N', 2)", source);
  }
  for (const part of kind === 'model' ? (['outputs', 'loss', 'metrics'] as const) : (['outputs'] as const)) {
    const found = (options as unknown as Readonly<Record<string, unknown>>)[part];
    if (part === 'metrics' && found === undefined) continue;
    if (typeof found !== 'function') throw badDeclaration(what, part, kindOf(found), 'a function', source);
  }
  const optimizer: unknown = kind === 'model' ? options.optimizer : undefined;
  if (kind === 'model' && !(typeof optimizer === 'object' && optimizer !== null && 'update' in optimizer)) {
    throw badDeclaration(what, 'optimizer', kindOf(optimizer), 'an optimizer such as adam()', source);
  }
}
