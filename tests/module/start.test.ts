// How a module on wasm gets its program: from itself, from a file beside it, from wherever an app says; at once or later.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, afterAll, describe, expect, test, vi } from 'vitest';
import { build, type ModelInstance, type ProgramInstance } from '../../src/compiler/index.js';
import { adam, dense, f32, meanSquaredError, model, mul, program } from '../../src/index.js';

const layer = dense(5, { activation: 'tanh' });
const net = model({
  inputs: { x: f32('N', 3), y: f32('N', 5) },
  outputs: ({ x }) => ({ p: layer(x) }),
  loss: ({ y, p }) => meanSquaredError(y, p),
  optimizer: adam(),
});
const doubled = program({ inputs: { x: f32('N') }, outputs: ({ x }) => ({ y: mul(x, 2) }) });

interface Module {
  readonly create: (options?: object) => ModelInstance;
  readonly createAsync: (options?: unknown) => Promise<ModelInstance>;
}
const trained = (instance: ModelInstance): unknown[] => {
  const x = Float32Array.from({ length: 18 }, (_, k) => Math.sin(k));
  const y = Float32Array.from({ length: 30 }, (_, k) => Math.cos(k));
  return [1, 2, 3].map(() => (instance.step({ x, y }) as { loss: number }).loss);
};

let folder = '';
let bytes: Uint8Array<ArrayBuffer>;
let imports = 0;
/** The module anew: none of its programs is compiled yet. */
const fresh = (name: string): Promise<Module> =>
  import(`${pathToFileURL(join(folder, name)).href}?${imports++}`) as Promise<Module>;
const write = (files: object): void => {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content as string);
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tapeless-start-'));
  const within = await build(net, { name: 'within', target: 'wasm' });
  const beside = await build(net, { name: 'beside', target: 'wasm', wasmFile: true });
  const two = await build({ default: net, 'a b': doubled }, { name: 'two', target: 'wasm', wasmFile: true });
  for (const { files, programs } of [within, beside, two]) write({ ...files, ...programs });
  write({ 'package.json': '{"type":"module"}' });
  bytes = Uint8Array.from(beside.programs['beside.wasm']!);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllGlobals());

describe('a program', () => {
  test('gives the same bits from within and from beside the module, at once and later', async () => {
    const [within, beside] = [await fresh('within.js'), await fresh('beside.js')];
    const expected = trained(within.create({ seed: 2 }));
    expect(trained(await (await fresh('within.js')).createAsync({ seed: 2 }))).toEqual(expected);
    expect(trained(beside.create({ seed: 2 }))).toEqual(expected);
    expect(trained(await beside.createAsync({ seed: 2 }))).toEqual(expected);
    expect(trained(await (await fresh('beside.js')).createAsync({ seed: 2 }))).toEqual(expected);
  });

  const type = { headers: { 'content-type': 'application/wasm' } };
  const sources: Readonly<Record<string, () => unknown>> = {
    'a URL': () => pathToFileURL(join(folder, 'beside.wasm')),
    'the text of a URL': () => pathToFileURL(join(folder, 'beside.wasm')).href,
    'a data URL': () => `data:application/wasm;base64,${Buffer.from(bytes).toString('base64')}`,
    bytes: () => bytes,
    'a buffer': () => bytes.buffer,
    'a module': () => new WebAssembly.Module(bytes),
    'a response': () => new Response(bytes, type),
    'a response without a type': () => new Response(bytes),
    'a promise of a response': () => Promise.resolve(new Response(bytes, type)),
  };
  test.each(Object.keys(sources))('comes from %s', async (kind) => {
    const { create, createAsync } = await fresh('beside.js');
    const made = trained(await createAsync({ seed: 2, source: sources[kind]!() }));
    expect(made).toEqual(trained((await fresh('within.js')).create({ seed: 2 })));
    expect(trained(create({ seed: 2 }))).toEqual(made);
  });

  test('of each of several models has a file of its own', async () => {
    const two = (await fresh('two.js')) as Module & Record<string, { create: () => ProgramInstance }>;
    const x = Float32Array.of(1, 2);
    expect(two['a b']!.create().run({ x })).toEqual({ y: Float32Array.of(2, 4) });
    const later = two['a b'] as unknown as { createAsync: () => Promise<ProgramInstance> };
    expect((await later.createAsync()).run({ x })).toEqual({ y: Float32Array.of(2, 4) });
    expect(trained(two.create({ seed: 2 }))).toEqual(trained((await fresh('within.js')).create({ seed: 2 })));
  });

  test('in a file is for wasm only', async () => {
    await expect(build(net, { wasmFile: true })).rejects.toThrow('there for the target wasm only');
  });
});

describe('a program that is not there', () => {
  const said = async (run: () => unknown): Promise<string> => {
    try {
      await run();
      return 'nothing';
    } catch (error) {
      return `${(error as { code?: string }).code}: ${(error as Error).message}`;
    }
  };
  const mend = 'Deploy it beside the module, or say where it is: createAsync({ source }).';

  test('is named', async () => {
    const { create, createAsync } = await fresh('beside.js');
    const source = pathToFileURL(join(folder, 'other.wasm')).href;
    expect(await said(() => createAsync({ source }))).toBe(
      `no-program: ${source} cannot be read: ENOENT: no such file or directory, open '${join(folder, 'other.wasm')}'. ${mend}`,
    );
    expect(await said(() => createAsync({ source: new Response('', { status: 404 }) }))).toContain('status 404');
    expect(await said(() => createAsync({ source: 5 }))).toBe(
      'bad-option: createAsync: source must be a URL, a Response, bytes or a WebAssembly.Module, found Number.',
    );
    expect(await said(() => createAsync(null))).toContain('bad-option: create: expected an object of options');
    expect(await said(() => createAsync({ seed: -1 }))).toContain('bad-option: create: seed must be');
    expect(trained(create())).toHaveLength(3);
  });

  test('or is another', async () => {
    const { createAsync } = await fresh('beside.js');
    const other = (await build(doubled, { target: 'wasm', wasmFile: true })).programs['model.wasm'];
    const says =
      'bad-program: source is not the program of this module: it is of another build. Deploy the files of one build.';
    expect(await said(() => createAsync({ source: other }))).toBe(says);
    const page = await said(() => createAsync({ source: new TextEncoder().encode('<!doctype html>') }));
    expect(page).toMatch(/^bad-program: source is not the program of this module: .*expected magic word.*one build\.$/);
  });

  test('has to be waited for where there are no files', async () => {
    const { create } = await fresh('beside.js');
    vi.stubGlobal('process', { ...process, getBuiltinModule: undefined });
    const url = pathToFileURL(join(folder, 'beside.wasm')).href;
    expect(await said(() => create())).toBe(
      `not-loaded: create: ${url} is not loaded yet. Use await createAsync(options) the first time.`,
    );
  });

  test('has no place in a module that has none', async () => {
    const { files } = await build(net, { name: 'beside', target: 'wasm', wasmFile: true });
    const { createAsync } = (await import(`data:text/javascript,${encodeURIComponent(files['beside.js']!)}`)) as Module;
    expect(await said(() => createAsync())).toBe(`no-program: The program cannot be read: Invalid URL. ${mend}`);
    expect(trained(await createAsync({ source: bytes }))).toHaveLength(3);
  });
});

describe('an engine', () => {
  const broken = (parts: object): void => {
    vi.stubGlobal('WebAssembly', { ...WebAssembly, Memory: WebAssembly.Memory, ...parts });
  };
  const Module = function Module(): never {
    throw new Error('WebAssembly.Module(): invalid opcode 0xfd @+12');
  };
  const compile = (): Promise<never> => Promise.reject(new Error('no'));

  test.each(['within', 'beside'])('without SIMD is told apart from a page that forbids, %s', async (place) => {
    const { create, createAsync } = await fresh(`${place}.js`);
    broken({ Module, compile, validate: () => false });
    const says =
      'WebAssembly is refused here (WebAssembly.Module(): invalid opcode 0xfd @+12). Take a newer engine, whose WebAssembly has SIMD and shared memory, or build with --target js.';
    expect(() => create()).toThrow(expect.objectContaining({ code: 'old-engine', message: says }));
    await expect(createAsync()).rejects.toThrow(says);
    broken({ Module, compile, validate: () => true });
    expect(() => create()).toThrow(expect.objectContaining({ code: 'no-wasm' }));
  });

  test('without WebAssembly is told to take another', async () => {
    const { create } = await fresh('within.js');
    vi.stubGlobal('WebAssembly', undefined);
    expect(() => create()).toThrow(expect.objectContaining({ code: 'old-engine' }));
  });
});
