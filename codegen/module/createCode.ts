import type { EntryName } from '../../src/base/index.js';
import type { Needs } from './entries.js';
import type { ExportNames } from './exportsCode.js';
import type { ModuleUnit } from './moduleUnit.js';
import type { UnitNames } from './unitCode.js';

const scriptOptions = 'seed, weights, partial';
const wasmOptions = `${scriptOptions}, relaxed, threads, createWorker, keepLast`;

/** The body of `create`, a line each. */
export function createBody(
  model: ModuleUnit,
  { unit, file }: UnitNames,
  { checkNumerics, runtime, form }: Needs,
): string[] {
  const { schedule, emitted } = model;
  const hasVariables = schedule.variables.length > 0;
  const hasThreads = emitted.wasm?.threads ?? false;
  const net = hasThreads && hasVariables ? `${runtime('whole')}(net)` : 'net';
  const methods = schedule.entries.flatMap(({ name, feeds }) => {
    if (name === 'init') return [];
    const inputs = feeds.length === 0 ? 'inputs = {}' : 'inputs';
    if (name === 'evaluate')
      return [`${name}: (batches) => ${runtime('evaluateBatches')}(${net}, ${unit}.${name}, batches),`];
    const restores = checkNumerics && hasVariables && name !== 'predict';
    return [
      `${name}: (${inputs}) => ${runtime(restores ? 'callOrRestore' : 'call')}(${net}, ${unit}.${name}, inputs),`,
    ];
  });
  const state = hasVariables
    ? [
        `parameters: ${runtime('parametersOf')}(net),`,
        ...(isTrained(schedule.entries) ? [`hyperparameters: ${runtime('hyperparametersOf')}(net),`] : []),
        `save: () => ${runtime('save')}(${net}),`,
        ...(hasThreads
          ? ['load: (bytes) => {', `  ${runtime('load')}(net, bytes);`, '  net.torn = null;', '},']
          : [`load: (bytes) => ${runtime('load')}(net, bytes),`]),
      ]
    : [];
  const fuses = hasSums(model);
  const given = fuses ? `${unit}, relaxed` : file === null ? unit : `${unit}, false`;
  const program = (): string => `${runtime(file === null ? 'programWithin' : 'programBeside')}(${given})`;
  const meeting = hasThreads ? `, ${runtime('meet')}` : '';
  const made = emitted.wasm
    ? `${runtime('wasmInstance')}(${unit}, ${program()}${meeting})`
    : `${runtime('instance')}(${unit})`;
  const end = hasThreads ? `() => ${runtime('dispose')}(net)` : '() => {}';
  const ends = emitted.wasm
    ? [fuses ? 'relaxed,' : 'relaxed: false,', `dispose: ${end},`, `[Symbol.dispose ?? 'dispose']: ${end},`]
    : [];
  return [
    ...(createParameters(model) === ''
      ? []
      : [`${runtime('checkOptions')}(options, '${emitted.wasm ? wasmOptions : scriptOptions}');`]),
    ...(fuses ? [`const relaxed = ${runtime('isRelaxed')}(${unit}, options);`] : []),
    `const net = ${made};`,
    ...(hasVariables ? [`${runtime('start')}(net, options);`] : []),
    ...(hasThreads ? [`${runtime('startWorkers')}(net, options${form === 'module' ? ', import.meta.url' : ''});`] : []),
    'return {',
    ...[...methods, ...state, ...ends].map((line) => `  ${line}`),
    '};',
  ];
}

/** `createAsync`, a line each. */
export function createAsyncLines(model: ModuleUnit, names: ExportNames, { runtime }: Needs): string[] {
  const { unit, file, holder } = names;
  const options = createParameters(model);
  const create = holder === '' ? 'create' : `${holder}.create`;
  const relaxed = hasSums(model) ? `${unit}, ${runtime('isRelaxed')}(${unit}, options)` : unit;
  if (file === null)
    return [
      `createAsync(${options}) {`,
      `  await ${runtime('compileProgram')}(${relaxed});`,
      `  return ${create}(${options});`,
      '}',
    ];
  const load = `await ${runtime('loadProgram')}(${unit}, options)`;
  const body = options === '' ? [`  ${load};`, `  return ${create}();`] : [`  return ${create}(${load});`];
  return ['createAsync(options) {', ...body, '}'];
}

export const isWasm = ({ emitted }: Pick<ModuleUnit, 'emitted'>): boolean => emitted.wasm !== undefined;

/** Whether there are sums of products, which an engine may fuse. */
const hasSums = ({ emitted }: ModuleUnit): boolean => Boolean(emitted.wasm?.sums);

/** Models have a step, and with it hyperparameters. */
export const isTrained = (entries: readonly { readonly name: EntryName }[]): boolean =>
  entries.some(({ name }) => name === 'step');

export const createParameters = (model: ModuleUnit): string =>
  model.schedule.variables.length > 0 || model.emitted.wasm?.threads || hasSums(model) ? 'options' : '';
