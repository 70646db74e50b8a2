// Writes the generated pages of docs/: `npm run docs`. tests/docs.test.ts fails when one of them is out of date.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generatedDocs } from './reference/index.js';

// This file runs as dist/scripts/docs.js.
const root = fileURLToPath(new URL('../../', import.meta.url));
for (const [name, text] of Object.entries(generatedDocs(root))) writeFileSync(`${root}docs/${name}`, text);
