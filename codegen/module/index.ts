import type { DeclarationOptions } from './declarations.js';

export * from './emitModule.js';
export type { ModuleUnit } from './moduleUnit.js';

/** The text of a module's `.d.ts`. What prints it takes half a second to load, and is loaded only here. */
export async function emitDeclarations(options: DeclarationOptions): Promise<string> {
  const printer = await import('./declarations.js');
  return printer.emitDeclarations(options);
}
