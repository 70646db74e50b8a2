// The generated module in a page that allows nothing but scripts of its own: the same bits as in Node.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import mnist from '../../examples/mnist/mnist.model.js';
import { build } from '../../src/compiler/index.js';
import { hasBrowser, openSite, page, telling, type Site } from './site.js';

/** Trains for a few steps on made-up batches of several sizes and gives everything that came out. */
const driver = `
import { create } from './mnist.js';
export function run() {
  const net = create({ seed: 7 });
  let state = 12345;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const results = [];
  for (const n of [32, 7, 64]) {
    const image = Float32Array.from({ length: n * 784 }, next);
    const label = new Float32Array(n * 10);
    for (let i = 0; i < n; i++) label[i * 10 + Math.floor(next() * 10)] = 1;
    results.push(net.step({ image, label }), net.evaluate({ image, label }));
    results.push(Array.from(net.predict({ image }).probabilities.subarray(0, 20)));
  }
  const copy = create({ seed: 1 });
  copy.load(net.save());
  results.push(Array.from(copy.parameters['dense_1/bias'].data));
  return JSON.stringify(results);
}
`;

const honest = telling("const { run } = await import('./driver.js');\nconst found = run();");
const guilty = telling("let found = 1;\ntry {\n  found = new Function('return 2')();\n} catch {}");

describe.runIf(hasBrowser)('a page under a strict policy', () => {
  let folder: string;
  let site: Site;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tapeless-page-'));
    const { files } = await build(mnist, { name: 'mnist' });
    const written = {
      ...files,
      'driver.js': driver,
      'honest.js': honest,
      'honest.html': page('honest.js'),
      'guilty.js': guilty,
      'guilty.html': page('guilty.js'),
      'package.json': '{"type":"module"}',
    };
    for (const [name, text] of Object.entries(written)) writeFileSync(join(folder, name), text);
    site = await openSite(written, { policy: () => "default-src 'none'; script-src 'self'" });
  }, 60_000);

  afterAll(async () => {
    await site?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('trains with the same bits as Node, which may not make code from text either', async () => {
    const { refused, found, complaints } = await site.visit('honest');
    expect({ refused, complaints }).toEqual({ refused: [], complaints: [] });
    const code = "import('./driver.js').then(({ run }) => process.stdout.write(run()))";
    const made = (flags: readonly string[]): string =>
      execFileSync(process.execPath, [...flags, '--input-type=module', '--eval', code], {
        cwd: folder,
        encoding: 'utf8',
      });
    expect(found).toBe(made([]));
    expect(found).toBe(made(['--disallow-code-generation-from-strings']));
    expect(JSON.parse(String(found))).toHaveLength(10);
  }, 60_000);

  test('the policy holds: code from text is refused, and seen', async () => {
    const { refused, found } = await site.visit('guilty');
    expect(found).toBe(1);
    expect(refused).toEqual(['script-src eval']);
  }, 60_000);
});
