// Writes codegen/module/runtimeText.ts: the functions of src/runtime as the JavaScript text that generated modules carry.
// `node scripts/runtimeText.mjs --check` only says whether that file is fresh.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

const root = new URL('..', import.meta.url);
const target = new URL('codegen/module/runtimeText.ts', root);

/** In the order in which a module shows them: what it calls first. */
const files = [
  'call',
  'evaluate',
  'inputs',
  'memory',
  'wasm',
  'program',
  'hex',
  'programFile',
  'relaxed',
  'workers',
  'options',
  'state',
  'weights',
  'safetensors',
  'problem',
];

/** A file's top-level functions, without types and without comments: those would double what an app ships. */
const functionsIn = async (name) => {
  const source = readFileSync(new URL(`src/runtime/${name}.ts`, root), 'utf8');
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
    removeComments: true,
  };
  const { outputText } = ts.transpileModule(source, { compilerOptions });
  const options = await resolveConfig(new URL('package.json', root).pathname);
  const text = await format(outputText.replace(/^export (?=(async )?function)/gm, ''), { ...options, parser: 'babel' });
  const tree = ts.createSourceFile(`${name}.js`, text, ts.ScriptTarget.Latest, true);
  return tree.statements.flatMap((statement) => {
    if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) return [];
    if (!ts.isFunctionDeclaration(statement)) throw new Error(`${name}.ts: only functions can be carried along`);
    return [{ name: statement.name.text, text: statement.getFullText().trim(), from: namesFrom(statement) }];
  });
};

/** The names that a function takes from outside: not its own, and not those of properties. */
const namesFrom = (node) => {
  const [used, own] = [new Set(), new Set()];
  const visit = (inner) => {
    const { parent } = inner;
    if (ts.isIdentifier(inner)) {
      const isProperty =
        (ts.isPropertyAccessExpression(parent) && parent.name === inner) ||
        (ts.isPropertyAssignment(parent) && parent.name === inner) ||
        (ts.isBindingElement(parent) && parent.propertyName === inner);
      const isOwn =
        (ts.isBindingElement(parent) || ts.isParameter(parent) || ts.isVariableDeclaration(parent)) &&
        parent.name === inner;
      if (isOwn) own.add(inner.text);
      else if (!isProperty) used.add(inner.text);
    }
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return new Set([...used].filter((name) => !own.has(name)));
};

const functions = (await Promise.all(files.map(functionsIn))).flat();
const names = functions.map(({ name }) => name);
const quoted = (text) => `\`${text.replace(/[\\`]|\$\{/g, '\\$&')}\``;
const parts = functions.map(({ name, text, from }) => {
  const uses = names.filter((other) => other !== name && from.has(other));
  return `  {\n    name: '${name}',\n    uses: [${uses.map((use) => `'${use}'`).join(', ')}],\n    text: ${quoted(text)},\n  },\n`;
});
const text = `// Written by scripts/runtimeText.mjs from src/runtime; change it there.

/** A function that a generated module carries along, and the functions that it calls. */
export interface RuntimePart {
  readonly name: string;
  readonly uses: readonly string[];
  readonly text: string;
}

export const runtimeParts: readonly RuntimePart[] = [
${parts.join('')}];
`;

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) throw new Error('Stale: run node scripts/runtimeText.mjs');
} else writeFileSync(target, text);
