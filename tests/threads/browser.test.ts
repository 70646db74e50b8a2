// Threads in pages: where they may share memory, under a policy that allows little, and where they may not.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batches, built, net, type Built } from './built.js';

const executablePath = '/usr/bin/chromium';
// Where the tests must be whole, a missing browser is a failure.
const canRun = existsSync(executablePath) || process.env['CI'] !== undefined;
const args = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];

const steps = 12;

/** Trains with a pause between steps, so that workers can start; tells in the page's title what came out. */
const page = `
import { create } from './net.js';
const x = Float32Array.from({ length: 160 * 33 }, (_, k) => (k % 97) / 97);
const y = Float32Array.from({ length: 330 }, (_, k) => (k % 10 === ((k / 10) | 0) % 10 ? 1 : 0));
let words = null;
const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (message) {
  words = new Int32Array(message[1].buffer, 0, 16);
  post.call(this, message);
};
const policy = globalThis.trustedTypes?.createPolicy('app', { createScriptURL: (url) => url });
const createWorker = (options) => new Worker(policy.createScriptURL('./net.js'), options);
const options = location.pathname.startsWith('/trusted/') ? { createWorker } : {};
const net = create({ seed: 3, relaxed: false, threads: 2, ...options });
const losses = [];
for (let k = 0; k < ${steps}; k++) {
  losses.push(net.step({ x, y }).loss);
  const ready = () => words === null || Atomics.load(words, 2) > 0;
  for (let wait = 0; wait < 100 && !ready(); wait++) await new Promise((resolve) => setTimeout(resolve, 20));
}
net.dispose();
const shared = words === null ? 0 : words[0] >>> 8;
create({ threads: 2, ...options }).dispose();
document.title = JSON.stringify({ losses, shared });
`;

describe.runIf(canRun)('a page', () => {
  let module: Built;
  let server: Server;
  let browser: Browser;

  beforeAll(async () => {
    module = await built(net);
    const html =
      '<!doctype html><meta charset="utf-8"><title>page</title><script type="module" src="page.js"></script>';
    writeFileSync(join(module.folder, 'page.html'), html);
    writeFileSync(join(module.folder, 'page.js'), page);
    server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://page');
      const [, isolation = '', name = ''] = pathname.split('/');
      const file = join(module.folder, name);
      if (name === '' || !existsSync(file)) return response.writeHead(404).end();
      response.writeHead(200, {
        'content-type': file.endsWith('.html') ? 'text/html' : 'text/javascript',
        'content-security-policy': `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'${
          isolation === 'trusted' ? "; require-trusted-types-for 'script'" : ''
        }`,
        ...(isolation !== 'plain' && {
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-embedder-policy': 'require-corp',
        }),
      });
      return response.end(readFileSync(file));
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({ executablePath, args });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(dirname(module.folder), { recursive: true });
  });

  async function visit(path: string): Promise<{ losses: number[]; shared: number; said: string[] }> {
    const tab = await browser.newPage();
    const said: string[] = [];
    tab.on('console', (message) => said.push(message.text()));
    tab.on('pageerror', (error) => said.push(String(error)));
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`);
    await tab.waitForFunction(() => document.title !== 'page', undefined, { timeout: 20_000 }).catch(() => {});
    const title = await tab.title();
    await tab.close();
    const own = said.filter((text) => !/favicon|404/.test(text));
    if (title === 'page') throw new Error(`The page came to no end: ${own.join('; ')}`);
    return { ...(JSON.parse(title) as { losses: number[]; shared: number }), said: own };
  }

  const alone = (): number[] => {
    const instance = module.create({ seed: 3 });
    const x = Float32Array.from({ length: 160 * 33 }, (_, k) => (k % 97) / 97);
    const { y } = batches.net(33) as { y: Float32Array };
    return Array.from({ length: steps }, () => (instance.step({ x, y }) as { loss: number }).loss);
  };

  test.each(['isolated', 'trusted'])(
    'that is %s shares kernels, with the same bits',
    async (path) => {
      expect(await visit(`${path}/page.html`)).toEqual({ losses: alone(), shared: steps - 1, said: [] });
    },
    60_000,
  );

  test('that is not isolated computes with one thread, and says so once', async () => {
    const said = ['Tapeless computes with one thread: more need a cross-origin isolated page.'];
    expect(await visit('plain/page.html')).toEqual({ losses: alone(), shared: 0, said });
  }, 60_000);
});
