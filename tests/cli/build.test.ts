import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { folderWith, node, root, tapeless, tapelessAll } from './commands.js';

const small = (units = 1): string => `
import { adam, dense, f32, meanSquaredError, model } from 'tapeless';
const net = dense(${units});
export default model({
  inputs: { x: f32('N', 2), y: f32('N', ${units}) },
  outputs: ({ x }) => ({ z: net(x) }),
  loss: ({ z, y }) => meanSquaredError(y, z),
  optimizer: adam(),
});
`;
const program = (result: string): string => `
import { f32, mul, program } from 'tapeless';
export default program({ inputs: { x: f32(2) }, outputs: ({ x }) => ({ y: ${result} }) });
`;

const mnist = readFileSync(join(root, 'examples/mnist/mnist.model.ts'), 'utf8');

describe('tapeless build', () => {
  test('writes a module, its types and its map beside the model, or where it is told', async () => {
    const folder = folderWith({ 'a.model.ts': small(), 'deep/b.model.ts': program('mul(x, 2)') });
    const [first, second] = await tapelessAll([
      { args: ['build', 'a.model.ts', 'deep/b.model.ts'], folder },
      { args: ['build', 'a.model.ts', '--out', 'new/folder'], folder },
    ]);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(second).toMatchObject({ code: 0, err: '' });
    expect(first!.out).toMatch(/^a\.model\.ts -> a\.js \(\d+\.\d kB, \d+\.\d kB gzipped\), a\.d\.ts, a\.js\.map\n/);
    expect(second!.out).toContain('a.model.ts -> new/folder/a.js');
    expect(readdirSync(folder).sort()).toEqual(['a.d.ts', 'a.js', 'a.js.map', 'a.model.ts', 'deep', 'new']);
    expect(readdirSync(join(folder, 'deep')).sort()).toEqual(['b.d.ts', 'b.js', 'b.js.map', 'b.model.ts']);
    const { create } = (await import(pathToFileURL(join(folder, 'deep/b.js')).href)) as {
      create: () => { run: (inputs: object) => { y: Float32Array } };
    };
    expect([...create().run({ x: Float32Array.of(1, 3) }).y]).toEqual([2, 6]);
  });

  test('writes an .mjs file, which needs no package of modules around it, where it is told to', async () => {
    const folder = folderWith({
      'a.model.ts': program('mul(x, 2)'),
      'package.json': '{}',
      'app.mts': "import { create } from './old/net.mjs';\nconst { y } = create().run({ x: [1] });\n",
      'app.cjs':
        "import('./old/net.mjs').then(({ create }) => console.log(create().run({ x: Float32Array.of(1, 2) })));",
    });
    const built = await tapeless(['build', 'a.model.ts', '-o', 'old/net.mjs'], folder);
    expect(built).toMatchObject({ code: 0, err: '' });
    expect(built.out).toMatch(/^a\.model\.ts -> old\/net\.mjs \(.*\), old\/net\.d\.mts, old\/net\.mjs\.map\n/);
    const text = readFileSync(join(folder, 'old/net.mjs'), 'utf8');
    expect(text).toMatch(/\n\/\/# sourceMappingURL=net\.mjs\.map\n$/);
    expect(JSON.parse(readFileSync(join(folder, 'old/net.mjs.map'), 'utf8'))).toMatchObject({ file: 'net.mjs' });
    expect(await node(['app.cjs'], { folder })).toMatchObject({ code: 0, err: '', out: expect.stringContaining('y:') });
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const checked = await node([tsc, '--noEmit', '--strict', '--module', 'nodenext', '--skipLibCheck', 'app.mts'], {
      folder,
    });
    expect(checked.out).toMatch(/^app\.mts\(2,\d+\): error TS2740: Type .number\[\]. is missing/);
  });

  test('writes the program to a file of its own where it is told to, and refuses that for js', async () => {
    const folder = folderWith({ 'a.model.ts': program('mul(x, 2)') });
    const [wasm, js] = await tapelessAll([
      { args: ['build', 'a.model.ts', '--target', 'wasm', '--wasm-file', '--out', 'app'], folder },
      { args: ['build', 'a.model.ts', '--wasm-file', '--out', 'none'], folder },
    ]);
    expect(wasm).toMatchObject({ code: 0, err: '' });
    expect(wasm!.out).toMatch(
      /^a\.model\.ts -> app\/a\.js \(.* gzipped\), app\/a\.wasm \(\d+\.\d kB, \d+\.\d kB gzipped\), app\/a\.d\.ts, app\/a\.js\.map\n/,
    );
    expect(readdirSync(join(folder, 'app')).sort()).toEqual(['a.d.ts', 'a.js', 'a.js.map', 'a.wasm']);
    const { create } = (await import(pathToFileURL(join(folder, 'app/a.js')).href)) as {
      create: () => { run: (inputs: object) => { y: Float32Array } };
    };
    expect([...create().run({ x: Float32Array.of(1, 3) }).y]).toEqual([2, 6]);
    expect(js!.code).toBe(1);
    expect(js!.err).toContain(
      'A program in a file of its own is there for the target wasm only, and the target is js.',
    );
  });

  test('gives the same bytes twice, in any folder and by any path to it', async () => {
    const [one, two] = [folderWith({ 'm/mnist.model.ts': mnist }), folderWith({ 'm/mnist.model.ts': mnist })];
    symlinkSync(join(two, 'm'), join(two, 'linked'));
    const outcomes = await Promise.all([
      tapeless(['build', 'm/mnist.model.ts', '--out', 'out'], one),
      tapeless(['build', join(two, 'm/mnist.model.ts'), '--out', join(two, 'out'), '--no-check'], root),
    ]);
    expect(outcomes.map(({ code, err }) => [code, err])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    for (const name of ['mnist.js', 'mnist.d.ts', 'mnist.js.map']) {
      const bytes = readFileSync(join(one, 'out', name));
      expect(readFileSync(join(two, 'out', name)).equals(bytes), name).toBe(true);
      expect(bytes.toString()).not.toContain(one);
    }
    const [again] = await tapelessAll([
      { args: ['build', 'mnist.model.ts', '--out', '../again'], folder: join(one, 'm') },
    ]);
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(one, 'again/mnist.js')).equals(readFileSync(join(one, 'out/mnist.js')))).toBe(true);
  });

  test('the map leads from a line of a kernel to the line of the model', async () => {
    const folder = folderWith({ 'mnist.model.ts': mnist });
    await tapelessAll([{ args: ['build', 'mnist.model.ts', '--no-check', '--out', 'out'], folder }]);
    const map = JSON.parse(readFileSync(join(folder, 'out/mnist.js.map'), 'utf8')) as {
      sources: string[];
      sourcesContent: string[];
    };
    expect(map.sources).toEqual(['../mnist.model.ts']);
    expect(map.sourcesContent).toEqual([mnist]);
    const lines = readFileSync(join(folder, 'out/mnist.js'), 'utf8').match(/^\/\/ mnist\.model\.ts:(\d+):\d+ .*$/gm);
    expect(lines?.length).toBeGreaterThan(8);
    expect(lines?.every((line) => /model\.ts:([6-9]|1[0-2]):/.test(line))).toBe(true);
  });

  test('a model may be made of several files, of packages and of files beside it', async () => {
    const folder = folderWith({
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] }, "noUnusedLocals": true } }',
      'node_modules/factor/package.json': '{ "name": "factor", "type": "module", "exports": "./index.js" }',
      'node_modules/factor/index.js': 'export const factor = 3;',
      'node_modules/factor/index.d.ts': 'export declare const factor: number;',
      'lib/twice.ts': `import { mul, type Tensor } from 'tapeless';\nexport const twice = (x: Tensor): Tensor => mul(x, 2);\n`,
      'scale.json': '{ "scale": 5 }',
      'shift.txt': '7',
      'all.model.ts': `
        import { readFileSync } from 'node:fs';
        import { add, f32, mul, program } from 'tapeless';
        import { twice } from '@/twice.js';
        import { factor } from 'factor';
        import settings from './scale.json' with { type: 'json' };
        import type { Tensor } from 'tapeless';
        const unused = 1;
        const shift = Number(readFileSync(new URL('./shift.txt', import.meta.url), 'utf8'));
        const { lazily } = await import('./lazy');
        export default program({
          inputs: { x: f32(2) },
          outputs: ({ x }) => ({ y: lazily(add(mul(twice(x), factor * settings.scale), shift)) }),
        });`,
      'lazy.ts': `import { neg, type Tensor } from 'tapeless';\nexport const lazily = (x: Tensor) => neg(x);\n`,
      'types/node/index.d.ts': `declare module 'node:fs' { export function readFileSync(path: URL, encoding: string): string }`,
    });
    const outcome = await tapeless(['build', 'all.model.ts', '--no-check'], folder);
    expect(outcome).toMatchObject({ code: 0, err: '' });
    const { create } = (await import(pathToFileURL(join(folder, 'all.js')).href)) as {
      create: () => { run: (inputs: object) => { y: Float32Array } };
    };
    expect([...create().run({ x: Float32Array.of(0, 1) }).y]).toEqual([-7, -37]);
    // What was compiled on the way is gone.
    expect(readdirSync(join(folder, 'node_modules/.cache/tapeless'))).toEqual([]);
  });

  test('several exports become several of the module', async () => {
    const folder = folderWith({
      'two.model.ts': `${program('mul(x, 2)')}export const half = program({ inputs: { x: f32(2) }, outputs: ({ x }) => ({ y: mul(x, 0.5) }) });`,
    });
    const [outcome] = await tapelessAll([{ args: ['build', 'two.model.ts'], folder }]);
    expect(outcome).toMatchObject({ code: 0, err: '' });
    expect(outcome!.out).toMatch(/^ {2}default: kernels: run 1; .*\n {2}half: kernels: run 1; /m);
    const { create, half } = (await import(pathToFileURL(join(folder, 'two.js')).href)) as Record<string, never>;
    expect(create).toBeTypeOf('function');
    expect(half).toHaveProperty('create');
  });

  test('the rules of the user’s tsconfig do not count; types do', async () => {
    const folder = folderWith({
      'tsconfig.json':
        '{ "compilerOptions": { "noUnusedLocals": true, "strict": false, "exactOptionalPropertyTypes": true } }',
      'unused.model.ts': `const spare = 1;\n${program('mul(x, 2)')}`,
      'loose.model.ts': `const loose = (a) => a;\n${program('mul(x, loose(2))')}`,
    });
    const [unused, loose, unchecked] = await tapelessAll([
      { args: ['build', 'unused.model.ts'], folder },
      { args: ['build', 'loose.model.ts'], folder },
      { args: ['build', 'loose.model.ts', '--no-check'], folder },
    ]);
    expect(unused).toMatchObject({ code: 0, err: '' });
    expect(loose).toMatchObject({
      code: 1,
      out: '',
      err: `loose.model.ts:1:16  type-error
  Parameter 'a' implicitly has an 'any' type.
   1 | const loose = (a) => a;
     |                ^
`,
    });
    expect(unchecked).toMatchObject({ code: 0, err: '' });
  });

  test('--verify and --check-numerics', async () => {
    const folder = folderWith({
      'log.model.ts': `
import { f32, log, program } from 'tapeless';
export default program({ inputs: { x: f32(2) }, outputs: ({ x }) => ({ y: log(x) }) });
`,
    });
    const [verified, ofMnist, checked] = await tapelessAll([
      { args: ['build', 'log.model.ts', '--verify'], folder },
      { args: ['build', join(root, 'examples/mnist/mnist.model.ts'), '--verify', '--no-check', '--out', '.'], folder },
      { args: ['build', 'log.model.ts', '--check-numerics'], folder },
    ]);
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(verified!.out).toContain('verified: the invariants of every stage hold, and no pass changes a meaning');
    expect(ofMnist).toMatchObject({ code: 0, err: '' });
    expect(checked).toMatchObject({ code: 0, err: '' });
    const { create } = (await import(pathToFileURL(join(folder, 'log.js')).href)) as {
      create: () => { run: (inputs: object) => unknown };
    };
    expect(() => create().run({ x: Float32Array.of(1, 0) })).toThrow(/log.*log\.model\.ts:3/s);
  });

  test('goes on with other files after an error', async () => {
    const folder = folderWith({ 'bad.model.ts': program('mul(x, '), 'good.model.ts': program('mul(x, 2)') });
    const [outcome] = await tapelessAll([{ args: ['build', 'bad.model.ts', 'good.model.ts'], folder }]);
    expect(outcome!.code).toBe(1);
    expect(outcome!.err).toMatch(/^bad\.model\.ts:3:\d+ {2}syntax-error\n/);
    expect(outcome!.out).toMatch(/^good\.model\.ts -> good\.js /);
  });
});

describe('files that cannot be read or written', () => {
  test('the reason is said in words, and nothing is left behind', async () => {
    const folder = folderWith({ 'a.model.ts': small(), file: '', 'blocked/a.js/x': '' });
    mkdirSync(join(folder, 'folder.model.ts'));
    const outcomes = await tapelessAll([
      { args: ['build', 'none.model.ts'], folder },
      { args: ['build', 'folder.model.ts'], folder },
      { args: ['build', 'a.model.ts', '--no-check', '--out', 'file/out'], folder },
      { args: ['build', 'a.model.ts', '--no-check', '--out', 'blocked'], folder },
    ]);
    expect(outcomes.map(({ code, out }) => [code, out])).toEqual(Array(4).fill([1, '']));
    expect(outcomes.map(({ err }) => err.replaceAll(`${folder}/`, ''))).toEqual([
      `unreadable-file
  none.model.ts cannot be read: there is no such file.
  Give the path of a TypeScript file such as mnist.model.ts.
`,
      `unreadable-file
  folder.model.ts cannot be read: it is a folder.
  Give the path of a TypeScript file such as mnist.model.ts.
`,
      `cannot-write
  file/out cannot be written: a part of its path is a file.
  Choose another folder with --out.
`,
      `cannot-write
  blocked/a.js cannot be written: it is a folder.
  Choose another folder with --out.
`,
    ]);
    expect(readdirSync(join(folder, 'blocked'))).toEqual(['a.js']);
  });

  test('a model is never overwritten, nor what another became', async () => {
    const folder = folderWith({
      'a.js': program('mul(x, 2)'),
      'b.model.ts': program('x'),
      'd/b.model.ts': program('x'),
    });
    const [own, twice] = await tapelessAll([
      { args: ['build', 'a.js', '--no-check'], folder },
      { args: ['build', 'b.model.ts', 'd/b.model.ts', '--no-check', '--out', 'out'], folder },
    ]);
    expect(own).toMatchObject({
      code: 1,
      err: `same-output
  a.js would overwrite a.js.
  Choose another folder with --out, or rename the model file; NAME.model.ts becomes NAME.js.
`,
    });
    expect(twice!.code).toBe(1);
    expect(twice!.err.split('\n\n')[0]).toBe(`same-output
  b.js would overwrite what b.model.ts became.
  Choose another folder with --out, or rename the model file; NAME.model.ts becomes NAME.js.`);
  });

  test('a file is there whole or not at all', async () => {
    const folder = folderWith({ 'a.model.ts': small(3) });
    const build = (): ReturnType<typeof tapeless> => tapeless(['build', 'a.model.ts', '--no-check'], folder);
    await Promise.all([build(), build(), build()]);
    expect(readdirSync(folder).sort()).toEqual(['a.d.ts', 'a.js', 'a.js.map', 'a.model.ts']);
    expect(statSync(join(folder, 'a.js')).size).toBeGreaterThan(1000);
    const check = await node(['--check', join(folder, 'a.js')]);
    expect(check).toMatchObject({ code: 0, err: '' });
  });
});
