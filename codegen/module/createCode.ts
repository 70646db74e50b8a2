import type { EntryName } from '../../src/base/index.js';
import type { Needs } from './entries.js';
import type { ExportNames } from './exportsCode.js';
import type { ModuleUnit } from './moduleUnit.js';
import type { UnitNames } from './unitCode.js';

/** The body of `create`, a line each. */
export function createBody(
  { schedule, emitted }: ModuleUnit,
  { unit, file }: UnitNames,
  { checkNumerics, runtime }: Needs,
): string[] {
  const hasVariables = schedule.variables.length > 0;
  const methods = schedule.entries.flatMap(({ name, feeds }) => {
    if (name === 'init') return [];
    const inputs = feeds.length === 0 ? 'inputs = {}' : 'inputs';
    if (name === 'evaluate')
      return [`${name}: (batches) => ${runtime('evaluateBatches')}(net, ${unit}.${name}, batches),`];
    const restores = checkNumerics && hasVariables && name !== 'predict';
    return [`${name}: (${inputs}) => ${runtime(restores ? 'callOrRestore' : 'call')}(net, ${unit}.${name}, inputs),`];
  });
  const state = hasVariables
    ? [
        `parameters: ${runtime('parametersOf')}(net),`,
        ...(isTrained(schedule.entries) ? [`hyperparameters: ${runtime('hyperparametersOf')}(net),`] : []),
        `save: () => ${runtime('save')}(net),`,
        `load: (bytes) => ${runtime('load')}(net, bytes),`,
      ]
    : [];
  const program = (): string => `${runtime(file === null ? 'programWithin' : 'programBeside')}(${unit})`;
  const net = emitted.wasm ? `${runtime('wasmInstance')}(${unit}, ${program()})` : `${runtime('instance')}(${unit})`;
  return [
    `const net = ${net};`,
    ...(hasVariables ? [`${runtime('start')}(net, options);`] : []),
    'return {',
    ...[...methods, ...state].map((line) => `  ${line}`),
    '};',
  ];
}

/** `createAsync`, a line each. */
export function createAsyncLines(model: ModuleUnit, names: ExportNames, { runtime }: Needs): string[] {
  const { unit, file, holder } = names;
  const options = createParameters(model);
  const create = holder === '' ? 'create' : `${holder}.create`;
  if (file === null)
    return [
      `createAsync(${options}) {`,
      `  await ${runtime('compileProgram')}(${unit});`,
      `  return ${create}(${options});`,
      '}',
    ];
  const load = `await ${runtime('loadProgram')}(${unit}, options)`;
  const body = options === '' ? [`  ${load};`, `  return ${create}();`] : [`  return ${create}(${load});`];
  return ['createAsync(options) {', ...body, '}'];
}

export const isWasm = ({ emitted }: ModuleUnit): boolean => emitted.wasm !== undefined;

/** Models have a step, and with it hyperparameters. */
export const isTrained = (entries: readonly { readonly name: EntryName }[]): boolean =>
  entries.some(({ name }) => name === 'step');

export const createParameters = ({ schedule }: ModuleUnit): string => (schedule.variables.length > 0 ? 'options' : '');
