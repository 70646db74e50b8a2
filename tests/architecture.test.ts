import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import type { ICruiseOptions, ICruiseResult, IFlattenedRuleSet } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

interface Settings {
  readonly forbidden: NonNullable<IFlattenedRuleSet['forbidden']>;
  readonly options: ICruiseOptions;
  readonly rooms: Readonly<Record<string, { readonly imports: readonly string[] }>>;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const settings = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as Settings;

/** The modules below src and codegen of a tree, with the rules that each import breaks. */
const modulesOf = async (tree: string): Promise<ICruiseResult['modules']> => {
  const { output } = await cruise(['src', 'codegen'], {
    ...settings.options,
    baseDir: tree,
    ruleSet: { forbidden: settings.forbidden },
    validate: true,
  });
  return (output as ICruiseResult).modules;
};

/** What is forbidden in a tree, a sentence each. */
const faultsIn = (modules: ICruiseResult['modules']): string[] =>
  modules
    .flatMap(({ source, dependencies }) =>
      dependencies.flatMap(({ resolved, rules = [], cycle = [] }) =>
        rules.map(({ name }) => {
          const round = name === 'no cycles' ? ` (${[source, ...cycle.map((step) => step.name)].join(' -> ')})` : '';
          return `${source} imports ${resolved}, but: ${name}${round}`;
        }),
      ),
    )
    .sort();

const filesBelow = (folder: string): string[] => {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes('node_modules'));
};

describe('the rooms of the house', () => {
  let modules: ICruiseResult['modules'] = [];
  beforeAll(async () => {
    modules = await modulesOf(root);
  });
  const sources = () => modules.map(({ source }) => source).filter((source) => /^(src|codegen)\//.test(source));

  test('every file was read', () => {
    const files = ['src', 'codegen'].flatMap(filesBelow).filter((file) => file.endsWith('.ts'));
    expect(sources().sort()).toEqual(files.sort());
  });

  test('no import breaks a rule', () => {
    expect(faultsIn(modules)).toEqual([]);
  });

  test('every import of a file of ours was found', () => {
    const lost = modules.flatMap(({ source, dependencies }) =>
      dependencies.filter((to) => to.couldNotResolve).map((to) => `${source} imports ${to.module}, which is not there`),
    );
    expect(lost).toEqual([]);
  });

  test('every file stands in a room', () => {
    const rooms = Object.keys(settings.rooms);
    const homeless = sources().filter((file) => !rooms.some((room) => file === room || file.startsWith(`${room}/`)));
    expect(homeless, 'give a new room its row in .dependency-cruiser.cjs').toEqual([]);
  });

  test('the table itself has no circle, and names only rooms', () => {
    const below = (room: string, above: readonly string[]): void => {
      expect(above, `a circle of rooms`).not.toContain(room);
      const { imports } = settings.rooms[room] ?? expect.unreachable(`${room} is no room`);
      imports.forEach((next) => below(next, [...above, room]));
    };
    Object.keys(settings.rooms).forEach((room) => below(room, []));
  });

  test('the compiler starts without ts-morph and without Node', () => {
    const loaded = new Set<string>();
    const load = (file: string): void => {
      if (loaded.has(file)) return;
      loaded.add(file);
      const found = modules.find(({ source }) => source === file);
      found?.dependencies
        .filter(({ dynamic, dependencyTypes }) => !dynamic && !dependencyTypes.includes('type-only'))
        .forEach(({ resolved }) => load(resolved));
    };
    load('src/compiler/index.ts');
    expect(loaded.size).toBeGreaterThan(1);
    const foreign = [...loaded].filter((file) => !/^(src|codegen)\//.test(file));
    expect(foreign.filter((file) => !file.includes('@jridgewell/'))).toEqual([]);
  });
});

describe('the rules catch planted faults', () => {
  const planted: Record<string, string> = {};
  const plant = (file: string, text: string): string => {
    planted[file] = `${planted[file] ?? ''}${text}\n`;
    return file;
  };
  // Below the root, so that npm packages are found; `dist` belongs to no one.
  mkdirSync(join(root, 'dist'), { recursive: true });
  const tree = mkdtempSync(join(root, 'dist', 'planted-'));
  let faults: string[] = [];

  const cases: readonly (readonly [what: string, file: string, text: string, fault: string])[] = [
    ['an arrow upwards', 'src/base/up.ts', `import '../graph/index.js';`, 'src/base imports only itself'],
    [
      'an arrow upwards by type alone',
      'src/graph/up.ts',
      `import type { Y } from '../ops/index.js'; export type Z = Y;`,
      'src/graph imports only src/base, src/expr',
    ],
    [
      'an arrow upwards by dynamic import',
      'src/expr/up.ts',
      `export const load = () => import('../graph/index.js');`,
      'src/expr imports only src/base',
    ],
    [
      'an arrow upwards by re-export',
      'src/passes/up.ts',
      `export * from '../autodiff/index.js';`,
      'src/passes imports only src/base, src/graph, src/ops',
    ],
    ['one library on another', 'src/nn/up.ts', `import '../losses/index.js';`, 'src/nn imports only'],
    ['one back end on another', 'codegen/js/up.ts', `import '../wasm/index.js';`, 'codegen/js imports only'],
    ['a window', 'src/ops/window.ts', `import '../base/up.js';`, 'src/ops enters other rooms by index.ts'],
    ['a package in the core', 'src/graph/npm.ts', `import 'picocolors';`, 'src/graph imports only the packages (none)'],
    [
      'a package that is not there',
      'src/kernels/npm.ts',
      `import 'left-pad';`,
      'src/kernels imports only the packages (none)',
    ],
    [
      'another package than the room may have',
      'src/check/npm.ts',
      `import 'commander';`,
      'src/check imports only the packages fast-check',
    ],
    [
      'a package in another file than its own',
      'codegen/module/index.ts',
      `import { Project } from 'ts-morph'; export { Project };`,
      'codegen/module imports ts-morph only in /(declarations|threadTypes)[.]ts$',
    ],
    ['Node in the compiler', 'src/compiler/node.ts', `import 'node:vm';`, 'src/compiler imports nothing of Node'],
    ['a test', 'src/data/outside.ts', `import '../../tests/support.js';`, 'sources import only sources'],
    ['a cycle', 'src/schedule/a.ts', `import './b.js';`, 'no cycles'],
    [
      'a cycle beside an import of types',
      'src/schedule/c.ts',
      `import type { D } from './d.js'; import './d.js'; export type C = D;`,
      'no cycles',
    ],
    ['a cycle through a door', 'src/model/inner.ts', `import './index.js';`, 'no cycles'],
  ];

  const allowed: readonly (readonly [what: string, file: string, text: string])[] = [
    ['a cycle of op files', 'src/ops/sin.ts', `import './cos.js';`],
    [
      'two types of one room that name each other',
      'src/graph/node.ts',
      `import type { Op } from './op.js'; export type Node = Op;`,
    ],
    ['an arrow downwards', 'src/passes/down.ts', `import '../graph/index.js';`],
    ['a package where it may be', 'codegen/module/declarations.ts', `import 'ts-morph';`],
    ['Node on the command line', 'src/cli/files.ts', `import 'node:fs';`],
  ];

  beforeAll(async () => {
    Object.keys(settings.rooms)
      .filter((room) => !room.endsWith('.ts'))
      .forEach((room) => plant(`${room}/index.ts`, 'export type Y = 1;'));
    [...cases, ...allowed].forEach(([, file, text]) => plant(file, text));
    plant('tests/support.ts', 'export {};');
    plant('src/schedule/b.ts', `import './a.js';`);
    plant('src/schedule/d.ts', `import type { C } from './c.js'; import './c.js'; export type D = C;`);
    plant('src/model/index.ts', `import './inner.js';`);
    plant('src/ops/cos.ts', `import './sin.js';`);
    plant('src/graph/op.ts', `import type { Node } from './node.js'; export type Op = Node;`);
    for (const [file, text] of Object.entries(planted)) {
      mkdirSync(join(tree, dirname(file)), { recursive: true });
      writeFileSync(join(tree, file), text);
    }
    faults = faultsIn(await modulesOf(tree));
  });
  afterAll(() => rmSync(tree, { recursive: true }));

  test.each(cases)('%s', (_, file, __, fault) => {
    expect(faults.filter((line) => line.startsWith(`${file} `)).join('\n')).toContain(fault);
  });

  test.each(allowed)('but not %s', (_, file) => {
    expect(faults.filter((line) => line.startsWith(`${file} `))).toEqual([]);
  });
});

describe('each op file loads first', () => {
  // They use each other in circles, so whichever a program imports first, nothing but functions may run while they load.
  const files = filesBelow('src/ops').filter((file) => file.endsWith('.ts'));
  test.each(files)('%s', async (file) => {
    vi.resetModules();
    await import(join(root, file));
  });
});

test('no file is longer than 400 lines', () => {
  const long = ['src', 'codegen', 'tests', 'examples', 'bench', 'scripts']
    .flatMap(filesBelow)
    .filter((file) => /\.(ts|mjs|cjs|js)$/.test(file) && !/[/]expected[/]|[/]runtimeText[.]ts$/.test(file))
    .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > 400);
  expect(long).toEqual([]);
});

test.runIf(existsSync(join(root, 'ARCHITECTURE.md')))('the paths that ARCHITECTURE.md names are there', () => {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
  const named = [...text.matchAll(/`((?:src|codegen|tests|examples|bench|docs|scripts)\/[^`\s]*)`/g)].map(
    ([, path]) => path ?? '',
  );
  expect(named.length).toBeGreaterThan(0);
  expect([...new Set(named)].filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
