import { apiPage } from './api.js';
import { errorsPage } from './errors.js';
import { opsPage } from './ops.js';
import { rulesPage } from './rules.js';
import { readSources } from './sources.js';

/** The generated pages by file name, from the sources below `root`; the same sources give the same bytes. */
export function generatedDocs(root: string): Readonly<Record<string, string>> {
  const sources = readSources(root);
  return {
    'api.md': apiPage(sources),
    'errors.md': errorsPage(sources, root),
    'ops.md': opsPage(sources),
    'rules.md': rulesPage(),
  };
}
