// Modules on wasm in a page: under the policy that they need, under one that refuses, and with the program in a file.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, compile, type ModelInstance } from '../../src/compiler/index.js';
import { adam, dense, f32, meanSquaredError, model } from '../../src/index.js';
import { hasBrowser, openSite, page, telling, type Site } from './site.js';

const layer = dense(5, { activation: 'tanh' });
const net = model({
  inputs: { x: f32('N', 3), y: f32('N', 5) },
  outputs: ({ x }) => ({ p: layer(x) }),
  loss: ({ y, p }) => meanSquaredError(y, p),
  optimizer: adam(),
});

const batch = (): { x: Float32Array; y: Float32Array } => ({
  x: Float32Array.from({ length: 18 }, (_, k) => Math.sin(k)),
  y: Float32Array.from({ length: 30 }, (_, k) => Math.cos(k)),
});
const trained = `
const batch = ${batch.toString()};
const train = (net) => [1, 2, 3].map(() => net.step(batch()).loss);
const said = ({ code, message }) => [code, message];
`;

const scripts = {
  within: "import { create, createAsync } from './within.js';",
  beside: "import { create, createAsync } from './beside.js';",
  untyped: "import { create, createAsync } from './untyped.js';",
};
const both =
  'const found = [train(await createAsync({ seed: 3, relaxed: false })), train(create({ seed: 3, relaxed: false }))];';
const early = `let found;
try { create({ seed: 3 }); } catch (error) { found = said(error); }`;
const tried = `let found = [];
for (const make of [create, createAsync]) try { await make(); } catch (error) { found.push(said(error)); }`;
const moved = `const found = [];
for (const source of ['beside.wasm', new URL('beside.wasm', location.href), fetch('beside.wasm')])
  found.push(train(await (await import('./beside.js?' + found.length)).createAsync({ seed: 3, source, relaxed: false })));`;

/** Both variants, started in every way. */
const relaxed = `const found = [];
for (const own of [undefined, false]) {
  for (const net of [create({ seed: 3, relaxed: own }), await createAsync({ seed: 3, relaxed: own })])
    found.push([net.relaxed, ...train(net)]);
}`;

const pages: Readonly<Record<string, readonly [import_: keyof typeof scripts, run: string]>> = {
  within: ['within', both],
  beside: ['beside', both],
  untyped: ['untyped', both],
  relaxed: ['within', relaxed],
  early: ['beside', early],
  moved: ['beside', moved],
  'refused-within': ['within', tried],
  'refused-beside': ['beside', tried],
  'refused-fetch': ['beside', tried],
};

const policyOf = (file: string): string => {
  const connect = file.startsWith('refused-fetch') ? '' : "; connect-src 'self'";
  const unsafe = /^refused-(within|beside)/.test(file) ? '' : " 'wasm-unsafe-eval'";
  return `default-src 'none'; script-src 'self'${unsafe}${connect}`;
};

describe.runIf(hasBrowser)('a module on wasm in a page', () => {
  let site: Site;
  let expected: number[];

  beforeAll(async () => {
    const within = await build(net, { name: 'within', target: 'wasm' });
    const beside = await build(net, { name: 'beside', target: 'wasm', wasmFile: true });
    const untyped = await build(net, { name: 'untyped', target: 'wasm', wasmFile: true });
    const made = Object.entries(pages).flatMap(([name, [script, run]]) => [
      [`${name}.html`, page(`${name}.page.js`)],
      [`${name}.page.js`, `${scripts[script]}\n${trained}\n${telling(run)}`],
    ]);
    const built = [within, beside, untyped].map(({ files, programs }) => ({ ...files, ...programs }));
    const files: Record<string, string | Uint8Array> = Object.assign({}, ...built, Object.fromEntries(made));
    const typeOf = (file: string): string | undefined =>
      file === 'untyped.wasm' ? 'application/octet-stream' : undefined;
    site = await openSite(files, { policy: policyOf, typeOf });
    const here = compile(net, { target: 'wasm', seed: 3 }) as ModelInstance;
    expected = [1, 2, 3].map(() => (here.step(batch()) as { loss: number }).loss);
  }, 60_000);

  afterAll(() => site?.close());

  test.each(['within', 'beside', 'untyped'])('trains as in Node: %s', async (name) => {
    expect(await site.visit(name)).toEqual({ refused: [], complaints: [], found: [expected, expected] });
  });

  test('fuses sums of products unless it is told not to', async () => {
    const found = (await site.visit('relaxed')).found as [boolean, ...number[]][];
    expect(found.map(([fuses]) => fuses)).toEqual([true, true, false, false]);
    expect(found[1]).toEqual(found[0]);
    for (const [, ...losses] of found)
      losses.forEach((loss, k) => expect(Math.abs(loss - expected[k]!)).toBeLessThan(1e-5 * expected[k]!));
    expect(found.slice(2).map(([, ...losses]) => losses)).toEqual([expected, expected]);
  });

  test('takes its program from where a bundler put it', async () => {
    expect((await site.visit('moved')).found).toEqual([expected, expected, expected]);
  });

  test('says that a page has to wait for the program', async () => {
    const [code, message] = (await site.visit('early')).found as string[];
    expect(code).toBe('not-loaded');
    expect(message).toMatch(
      /^create: http:.*\/beside\.wasm is not loaded yet\. Use await createAsync\(options\) the first time\.$/,
    );
  });

  test.each(['refused-within', 'refused-beside'])('says what to allow, or to build for js: %s', async (name) => {
    const { refused, found } = await site.visit(name);
    const said = found as string[][];
    expect(refused).toContain('script-src wasm-eval');
    const codes = name === 'refused-within' ? ['no-wasm', 'no-wasm'] : ['not-loaded', 'no-wasm'];
    expect(said.map(([code]) => code)).toEqual(codes);
    expect(said[1]![1]).toMatch(
      /^WebAssembly is refused here \(.*\)\. Allow 'wasm-unsafe-eval' in the page's Content-Security-Policy, or build with --target js\.$/,
    );
  });

  test('says what could not be fetched', async () => {
    const { refused, found } = await site.visit('refused-fetch');
    expect(refused[0]).toMatch(/^connect-src /);
    const [code, message] = (found as string[][])[1]!;
    expect(code).toBe('no-program');
    expect(message).toMatch(
      /beside\.wasm cannot be read: Failed to fetch\. Deploy it beside the module, or say where it is/,
    );
  });
});
