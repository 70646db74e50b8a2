// Prints how large the files and functions of src/ and codegen/ are, beside those of the last commit:
// `npm run size`, or `npm run size -- REVISION`.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = ['src', 'codegen'];
const revision = process.argv[2] ?? 'HEAD';

const compare = (a, b) => a - b;
const round = (value) => Math.round(value * 10) / 10;
const counted = (path) => path.endsWith('.ts');

/** Files of the work tree: path -> text. */
const inWorkTree = () =>
  folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(counted)
    .map((path) => ({ path: relative(root, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }));

const git = (args, input = '') => execFileSync('git', args, { cwd: root, input, maxBuffer: 2 ** 28 });

/** Files of a commit; none where there is no such commit, as before the first one or outside a clone. */
const inCommit = () => {
  let paths;
  try {
    paths = git(['ls-tree', '-r', '-z', '--name-only', revision, '--', ...folders])
      .toString()
      .split('\0');
  } catch {
    console.error(`There is no commit ${revision} to compare with.`);
    return [];
  }
  return textsOf(paths.filter(counted));
};

/** One `git cat-file` for all: each answer is a line `id blob bytes`, the bytes, and a newline. */
const textsOf = (paths) => {
  const answers = git(['cat-file', '--batch'], paths.map((path) => `${revision}:${path}\n`).join(''));
  let at = 0;
  return paths.map((path) => {
    const start = answers.indexOf(10, at) + 1;
    const end = start + Number(answers.toString('utf8', at, start).split(' ')[2]);
    at = end + 1;
    return { path, text: answers.toString('utf8', start, end) };
  });
};

const linesOf = (text) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);

/** The name of a function that has one; a callback counts as a part of the function around it. */
const nameOf = (node) => {
  if (!ts.isFunctionLike(node) || node.body === undefined) return undefined;
  return (node.name ?? node.parent.name)?.getText();
};

const functionsOf = ({ path, text }) => {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lineOf = (position) => file.getLineAndCharacterOfPosition(position).line + 1;
  const found = [];
  const visit = (node) => {
    const name = nameOf(node);
    if (name !== undefined) {
      const first = lineOf(node.getStart());
      found.push({ name: `${path}:${first} ${name}`, lines: lineOf(node.getEnd()) - first + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
};

const measure = (sources) => ({
  files: sources.map(({ path, text }) => ({ name: path, lines: linesOf(text) })),
  functions: sources.flatMap(functionsOf),
});

/** The figures of a list of things with lines. */
const figures = (things) => {
  const lines = things.map((thing) => thing.lines).sort(compare);
  const at = (share) => lines[Math.min(lines.length - 1, Math.floor(lines.length * share))] ?? 0;
  return {
    number: lines.length,
    lines: lines.reduce((a, b) => a + b, 0),
    median: at(0.5),
    p90: at(0.9),
    max: at(1),
  };
};

const signed = (difference) => (difference > 0 ? `+${difference}` : difference === 0 ? '=' : `${difference}`);

const printFigures = (title, now, before) => {
  console.log(
    `\n${title.padEnd(12)}${'now'.padStart(10)}${revision.slice(0, 10).padStart(12)}${'change'.padStart(10)}`,
  );
  const [here, there] = [figures(now), figures(before)];
  for (const [key, value] of Object.entries(here)) {
    const columns = [
      String(value).padStart(10),
      String(there[key]).padStart(12),
      signed(round(value - there[key])).padStart(10),
    ];
    console.log(`  ${key.padEnd(10)}${columns.join('')}`);
  }
};

const printLargest = (title, things) => {
  console.log(`\n${title}`);
  const largest = [...things].sort((a, b) => b.lines - a.lines || (a.name < b.name ? -1 : 1)).slice(0, 10);
  for (const { name, lines } of largest) console.log(`  ${String(lines).padStart(5)}  ${name}`);
};

const now = measure(inWorkTree());
const before = measure(inCommit());
printFigures('files', now.files, before.files);
printFigures('functions', now.functions, before.functions);
printLargest('largest files', now.files);
printLargest('largest functions', now.functions);
