import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { expect } from 'vitest';
import { emitDeclarations, type ModuleOptions, type ModuleUnit } from '../../codegen/module/index.js';
import { moduleText } from './handMade.js';

/** Prettier, with the settings of this repository, would change nothing in what is generated for these units. */
export async function expectPretty(units: readonly ModuleUnit[], options: Partial<ModuleOptions> = {}): Promise<void> {
  const settings = await resolveConfig(fileURLToPath(new URL('../../package.json', import.meta.url)));
  const text = moduleText(units, options);
  expect(text).toBe(await format(text, { ...settings, parser: 'babel' }));
  const types = await emitDeclarations({ units });
  expect(types).toBe(await format(types, { ...settings, parser: 'typescript' }));
}
