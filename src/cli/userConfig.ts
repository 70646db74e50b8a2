import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ts } from 'ts-morph';

/** This package's entry points by what a model file calls them, relative to this folder. */
const entryPoints = {
  tapeless: '../index',
  'tapeless/compiler': '../compiler/index',
  'tapeless/train': '../train/index',
  'tapeless/data': '../data/index',
  'tapeless/testing': '../check/index',
} as const;

/** The URL of one of this package's entry points: the model file must not meet a second copy of the library. */
export function ownEntryPoint(specifier: string): string | undefined {
  return Object.hasOwn(entryPoints, specifier)
    ? new URL(`${entryPoints[specifier as keyof typeof entryPoints]}.js`, import.meta.url).href
    : undefined;
}

/**
 * How model files are read: strictly, and with rules of ours alone; the user's tsconfig.json gives only where modules and
 * types are found, so that a build does not depend on how somebody likes to write.
 */
export function modelFileOptions(file: string): ts.CompilerOptions {
  const { paths = {}, baseUrl, types, typeRoots, pathsBasePath } = usersOptions(file);
  // Without an ending, the declarations are found: the JavaScript beside them has no types to import.
  const own = Object.keys(entryPoints).map((name) => [
    name,
    [fileURLToPath(ownEntryPoint(name)!).replace(/\.js$/, '')],
  ]);
  const base = (baseUrl ?? pathsBasePath) as string | undefined;
  const absolute = (target: string): string => (base === undefined ? target : join(base, target));
  const users = Object.entries(paths).map(([name, targets]) => [name, targets.map(absolute)]);
  return {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    allowJs: true,
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    types: types ?? [],
    paths: Object.fromEntries([...users, ...own]) as Record<string, string[]>,
    ...(typeRoots && { typeRoots }),
  };
}

function usersOptions(file: string): ts.CompilerOptions {
  const path = ts.findConfigFile(dirname(file), ts.sys.fileExists);
  if (path === undefined) return {};
  const { config } = ts.readConfigFile(path, ts.sys.readFile) as { config?: unknown };
  // Files are none of our business: without the list, a large project would be searched for them.
  const alone = { ...Object(config), files: [], include: [] } as object;
  return ts.parseJsonConfigFileContent(alone, ts.sys, dirname(path), undefined, path).options;
}
