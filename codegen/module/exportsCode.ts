import {
  badExportName,
  identifierOf,
  isIdentifierName,
  moduleNames,
  propertyKey,
  stringLiteral,
} from '../../src/base/index.js';
import { topLevelNames } from './blocks.js';
import { createAsyncLines, createBody, createParameters, isWasm } from './createCode.js';
import type { Needs } from './entries.js';
import { layOut, object } from './layout.js';
import type { ModuleUnit } from './moduleUnit.js';
import type { UnitNames } from './unitCode.js';

export interface ExportNames extends UnitNames {
  /** The constant with `create` of a unit that is not the default one. */
  readonly holder: string;
}

/** Names at the top of the module that no kernel and no function of the runtime has. */
export function exportNames(units: readonly ModuleUnit[], files: string | null): ExportNames[] {
  const names = units.map(({ exportName }) => exportName);
  const own = names.includes('default') ? ['create', ...(units.some(isWasm) ? ['createAsync'] : [])] : [];
  const clash = own.find((name) => names.includes(name));
  if (clash !== undefined) throw badExportName(clash);
  const taken = new Set(moduleNames);
  for (const { emitted } of units) topLevelNames(emitted.text).forEach((name) => taken.add(name));
  const holders = names.map((name) => (name === 'default' ? '' : identifierOf(name, taken)));
  return units.map(({ exportName }, k) => {
    const isOnly = units.length === 1;
    const unit = isOnly ? 'unit' : identifierOf(exportName === 'default' ? 'defaultUnit' : `${holders[k]}Unit`, taken);
    const constants = identifierOf(isOnly ? 'constants' : `${unit}Constants`, taken);
    const program = identifierOf(isOnly ? 'program' : `${unit}Program`, taken);
    const file =
      files === null ? null : `${isOnly || exportName === 'default' ? files : `${files}.${holders[k]}`}.wasm`;
    return { unit, constants, program, file, holder: holders[k]! };
  });
}

/** The functions `create`, and what ends the text: further exports, or what the function returns. */
export function exportsCode(
  units: readonly ModuleUnit[],
  names: readonly ExportNames[],
  needs: Needs,
): { readonly creates: readonly string[]; readonly closing: readonly string[] } {
  const { form } = needs;
  const exported = form === 'module' ? 'export ' : '';
  const creates = units.flatMap((unit, k) => {
    const { holder } = names[k]!;
    const create = [`create(${createParameters(unit)}) {`, ...createBody(unit, names[k]!, needs).map(indented), '}'];
    const later = isWasm(unit) ? createAsyncLines(unit, names[k]!, needs) : null;
    if (unit.exportName === 'default')
      return [
        `${comment(unit)}\n${exported}function ${create.join('\n')}`,
        ...(later ? [`${laterComment}\n${exported}async function ${later.join('\n')}`] : []),
      ];
    const head = `${holder === unit.exportName ? exported : ''}const ${holder} = {`;
    const method = (lines: readonly string[]): string[] => [...lines.slice(0, -1), '},'].map(indented);
    const laterMethod = later ? [`  ${laterComment}`, ...method([`async ${later[0]}`, ...later.slice(1)])] : [];
    return [[comment(unit), head, ...method(create), ...laterMethod, '};'].join('\n')];
  });
  return { creates, closing: form === 'module' ? renamed(units, names) : [returned(units, names)] };
}

const laterComment = '/** The same, compiled while other things go on. */';

const comment = ({ schedule, emitted }: ModuleUnit): string => {
  const options = [
    ...(schedule.variables.length > 0 ? ['seed, weights (a safetensors file), partial'] : []),
    ...(emitted.wasm?.threads ? ['threads'] : []),
  ];
  return `/** A fresh instance.${options.length > 0 ? ` Options: ${options.join(', ')}.` : ''} */`;
};

const indented = (line: string): string => `  ${line}`;

/** Exports whose name is no name of a variable. */
const renamed = (units: readonly ModuleUnit[], names: readonly ExportNames[]): string[] =>
  units.flatMap(({ exportName }, k) => {
    const { holder } = names[k]!;
    if (exportName === 'default' || holder === exportName) return [];
    return [`export { ${holder} as ${isIdentifierName(exportName) ? exportName : stringLiteral(exportName)} };`];
  });

function returned(units: readonly ModuleUnit[], names: readonly ExportNames[]): string {
  const entries = units.map(({ exportName }, k) => {
    const { holder } = names[k]!;
    if (exportName === 'default') return isWasm(units[k]!) ? 'create, createAsync' : 'create';
    return holder === exportName ? holder : `${propertyKey(exportName)}: ${holder}`;
  });
  return layOut(['return ', object(entries), ';']);
}
