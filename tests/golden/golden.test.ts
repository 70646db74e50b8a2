// Each folder of samples is a test: what every stage makes of the model, and that the module computes what the model says.
// The package is taken as it is built, as a user's model file gets it. `npm test golden -- -u` rewrites what is expected.
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import * as prettier from 'prettier';
import type { loadModel as LoadModel, LoadedModel } from '../../src/cli/loadModel.js';
import type * as Compiler from '../../src/compiler/index.js';
import { compareWithReference } from './reference.js';

const built = (path: string): string => new URL(`../../dist/src/${path}`, import.meta.url).href;
const { loadModel } = (await import(built('cli/loadModel.js'))) as { loadModel: typeof LoadModel };
const { build, compileUnits, inspect, targets } = (await import(built('compiler/index.js'))) as typeof Compiler;

const samples = fileURLToPath(new URL('./samples/', import.meta.url));
const stages = ['graph', 'gradients', 'optimized', 'kernels', 'memory'] as const;
const expectedFiles = [...stages.map((stage) => `${stage}.txt`), 'js.js', 'module.d.ts'];
/** WebAssembly is long: of these it is short enough to be read. */
const inWasm = ['fuses-bias-and-relu', 'gradients-per-sample', 'layer-norm', 'masked-log', 'swapped-state'];

describe.each(readdirSync(samples).sort())('%s', (name) => {
  const folder = `${samples}${name}/`;
  const expected = (file: string): string => `${folder}expected/${file}`;
  let loaded: LoadedModel;
  let files: Readonly<Record<string, string>>;

  beforeAll(async () => {
    loaded = await loadModel(`${folder}sample.model.ts`, { check: false });
    const { locate, url } = loaded;
    const options = { name: 'sample', locate, verify: true, sourceFile: url, folder: pathToFileURL(folder).href };
    const made = await build(Object.fromEntries(loaded.declarations), options);
    expect(made.report.flatMap(({ faults }) => faults)).toEqual([]);
    files = made.files;
  });

  test.each(stages)('%s', async (stage) => {
    await expect(inspect(loaded.declarations, { stage, locate: loaded.locate })).toMatchFileSnapshot(
      expected(`${stage}.txt`),
    );
  });

  test('JavaScript, in which prettier would change nothing', async () => {
    const text = files['sample.js']!.replace(/\/\/# sourceMappingURL.*\n/, '');
    await expect(kernelsOf(text)).toMatchFileSnapshot(expected('js.js'));
    expect(await prettier.format(text, { parser: 'babel', printWidth: 120, singleQuote: true })).toBe(text);
  });

  test.runIf(inWasm.includes(name))('WebAssembly', async () => {
    const given = { stage: 'code', target: 'wasm', locate: loaded.locate } as const;
    await expect(inspect(loaded.declarations, given)).toMatchFileSnapshot(expected('wasm.wat'));
  });

  test('types', async () => {
    await expect(files['sample.d.ts']!).toMatchFileSnapshot(expected('module.d.ts'));
  });

  test.each(targets)('computes what the model says, on %s', async (target) => {
    const { locate } = loaded;
    const built =
      target === 'js'
        ? files
        : (await build(Object.fromEntries(loaded.declarations), { name: 'sample', locate, target })).files;
    const module: unknown = await import(`data:text/javascript,${encodeURIComponent(built['sample.js']!)}`);
    const units = compileUnits(loaded.declarations, { locate: loaded.locate });
    for (const { exportName, line } of units) compareWithReference(module as object, exportName, line.unit);
  });

  // Snapshots are written after the tests: a first run has no folder yet, and in CI a missing file fails by itself.
  test('nothing is left over', () => {
    if (existsSync(`${folder}expected`))
      expect(readdirSync(`${folder}expected`).sort()).toEqual(
        [...expectedFiles, ...(inWasm.includes(name) ? ['wasm.wat'] : [])].sort(),
      );
  });
});

/** The module without the runtime, which is the same in all. */
const kernelsOf = (text: string): string => text.slice(0, text.indexOf('// The runtime, as far as'));
