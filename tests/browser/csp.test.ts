// The generated module in a page that allows nothing but scripts of its own: the same bits as in Node.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import mnist from '../../examples/mnist/mnist.model.js';
import { build } from '../../src/compiler/index.js';

const executablePath = '/usr/bin/chromium';
// Where the tests must be whole, a missing browser is a failure.
const canRun = existsSync(executablePath) || process.env['CI'] !== undefined;

const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

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

const page = (script: string): string =>
  `<!doctype html><meta charset="utf-8"><title>page</title><script type="module" src="${script}"></script>`;

/** Tells in the page's title what came out, and what the policy refused: also what a program would have caught and hidden. */
const telling = (run: string): string => `
const refused = [];
document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
  refused.push(violatedDirective + ' ' + blockedURI);
});
${run}
setTimeout(() => (document.title = JSON.stringify({ refused, found })), 50);
`;
const honest = telling("const { run } = await import('./driver.js');\nconst found = run();");
const guilty = telling("let found = 1;\ntry {\n  found = new Function('return 2')();\n} catch {}");

describe.runIf(canRun)('a page under a strict policy', () => {
  let folder: string;
  let server: Server;
  let browser: Browser;

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
    server = createServer((request, response) => {
      const file = join(folder, new URL(request.url ?? '/', 'http://page').pathname);
      if (!existsSync(file) || file === `${folder}/`) return response.writeHead(404).end();
      const type = file.endsWith('.html') ? 'text/html' : 'text/javascript';
      response.writeHead(200, {
        'content-type': type,
        'content-security-policy': "default-src 'none'; script-src 'self'",
      });
      return response.end(readFileSync(file));
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({ executablePath, args });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function visit(name: string): Promise<{ refused: string[]; found: unknown; complaints: string[] }> {
    const tab = await browser.newPage();
    const complaints: string[] = [];
    tab.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    tab.on('pageerror', (error) => complaints.push(String(error)));
    const { port } = server.address() as AddressInfo;
    await tab.goto(`http://127.0.0.1:${port}/${name}.html`);
    await tab.waitForFunction(() => document.title !== 'page', undefined, { timeout: 20_000 }).catch(() => {});
    // The favicon is the one thing that a page asks for by itself.
    const own = complaints.filter((text) => !/favicon|404/.test(text));
    const title = await tab.title();
    if (title === 'page') throw new Error(`The page came to no end: ${own.join('; ')}`);
    return { ...(JSON.parse(title) as { refused: string[]; found: unknown }), complaints: own };
  }

  test('trains with the same bits as Node, which may not make code from text either', async () => {
    const { refused, found, complaints } = await visit('honest');
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
    const { refused, found } = await visit('guilty');
    expect(found).toBe(1);
    expect(refused).toEqual(['script-src eval']);
  }, 60_000);
});
