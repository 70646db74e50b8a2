import type { EntryName } from '../../src/base/index.js';
import type { Needs } from './entries.js';
import type { ModuleUnit } from './moduleUnit.js';

/** The body of `create`, a line each. */
export function createBody(
  { schedule, emitted }: ModuleUnit,
  unit: string,
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
  return [
    `const net = ${runtime(emitted.wasm ? 'wasmInstance' : 'instance')}(${unit});`,
    ...(hasVariables ? [`${runtime('start')}(net, options);`] : []),
    'return {',
    ...[...methods, ...state].map((line) => `  ${line}`),
    '};',
  ];
}

/** Models have a step, and with it hyperparameters. */
export const isTrained = (entries: readonly { readonly name: EntryName }[]): boolean =>
  entries.some(({ name }) => name === 'step');

export const createParameters = ({ schedule }: ModuleUnit): string => (schedule.variables.length > 0 ? 'options' : '');
