// Several command lines in one process, for tests: reads them as JSON from standard input and writes what each gave. It
// runs from dist, where the package has one copy of each of its files.
import { readFileSync } from 'node:fs';
import colours from 'picocolors';
import { run } from '../../src/cli/run.js';
import type { Command, Outcome } from './commands.js';

const outcomes: Outcome[] = [];
for (const { args, folder } of JSON.parse(readFileSync(0, 'utf8')) as Command[]) {
  const texts = { out: '', err: '' };
  process.chdir(folder);
  const code = await run(args, {
    out: (text) => (texts.out += text),
    err: (text) => (texts.err += text),
    colours: colours.createColors(false),
    folder,
  });
  outcomes.push({ code, ...texts });
}
process.stdout.write(JSON.stringify(outcomes));
