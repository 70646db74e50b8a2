import {
  badExportName,
  identifierOf,
  isIdentifierName,
  moduleNames,
  propertyKey,
  stringLiteral,
} from '../../src/base/index.js';
import { topLevelNames } from './blocks.js';
import { createBody, createParameters } from './createCode.js';
import type { Needs } from './entries.js';
import { layOut, object } from './layout.js';
import type { ModuleUnit } from './moduleUnit.js';
import type { UnitNames } from './unitCode.js';

export interface ExportNames extends UnitNames {
  /** The constant with `create` of a unit that is not the default one. */
  readonly holder: string;
}

/** Names at the top of the module that no kernel and no function of the runtime has. */
export function exportNames(units: readonly ModuleUnit[]): ExportNames[] {
  const names = units.map(({ exportName }) => exportName);
  if (names.includes('default') && names.includes('create')) throw badExportName('create');
  const taken = new Set(moduleNames);
  for (const { emitted } of units) topLevelNames(emitted.text).forEach((name) => taken.add(name));
  const holders = names.map((name) => (name === 'default' ? '' : identifierOf(name, taken)));
  return units.map(({ exportName }, k) => {
    const isOnly = units.length === 1;
    const unit = isOnly ? 'unit' : identifierOf(exportName === 'default' ? 'defaultUnit' : `${holders[k]}Unit`, taken);
    const constants = identifierOf(isOnly ? 'constants' : `${unit}Constants`, taken);
    const program = identifierOf(isOnly ? 'program' : `${unit}Program`, taken);
    return { unit, constants, program, holder: holders[k]! };
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
  const creates = units.map((unit, k) => {
    const { holder, unit: table } = names[k]!;
    const lines = [`create(${createParameters(unit)}) {`, ...createBody(unit, table, needs).map(indented), '}'];
    if (unit.exportName === 'default') return `${comment(unit)}\n${exported}function ${lines.join('\n')}`;
    const head = `${holder === unit.exportName ? exported : ''}const ${holder} = {`;
    return [comment(unit), head, ...lines.slice(0, -1).map(indented), '  },', '};'].join('\n');
  });
  return { creates, closing: form === 'module' ? renamed(units, names) : [returned(units, names)] };
}

const comment = ({ schedule }: ModuleUnit): string =>
  schedule.variables.length > 0
    ? '/** A fresh instance. Options: seed, weights (a safetensors file), partial. */'
    : '/** A fresh instance. */';

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
    if (exportName === 'default') return 'create';
    return holder === exportName ? holder : `${propertyKey(exportName)}: ${holder}`;
  });
  return layOut(['return ', object(entries), ';']);
}
