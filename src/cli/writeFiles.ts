import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cannotWrite } from '../base/index.js';
import { reasonOf } from './reasonOf.js';

/**
 * Writes files whole: each under another name first, and all renamed only when the last is written, so that an import never
 * meets half a file.
 * @throws TapelessError with the system's reason; then nothing has changed.
 */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  let current = folder;
  const written: { readonly path: string; readonly temporary: string }[] = [];
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      current = join(folder, name);
      const temporary = `${current}.${process.pid}.tmp`;
      written.push({ path: current, temporary });
      writeFileSync(temporary, text);
    }
    for (const { path, temporary } of written) {
      current = path;
      renameSync(temporary, path);
    }
  } catch (error) {
    for (const { temporary } of written) rmSync(temporary, { force: true });
    throw cannotWrite(current, reasonOf(error));
  }
}
