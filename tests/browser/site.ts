import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser } from 'playwright-core';

const executablePath = '/usr/bin/chromium';
/** Where the tests must be whole, a missing browser is a failure. */
export const hasBrowser = existsSync(executablePath) || process.env['CI'] !== undefined;

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

/** What a visit of a page found: its result, what its policy refused, and what the console complained about. */
export interface Visit {
  readonly refused: readonly string[];
  readonly found: unknown;
  readonly complaints: readonly string[];
}

/** Pages served from memory and a browser to visit them. */
export interface Site {
  readonly visit: (page: string) => Promise<Visit>;
  readonly close: () => Promise<void>;
}

export interface SiteOptions {
  /** The Content-Security-Policy of each page or script. */
  readonly policy: (file: string) => string;
  /** The type of a file, where it is another than its ending says. */
  readonly typeOf?: (file: string) => string | undefined;
}

const types: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', wasm: 'application/wasm' };

export async function openSite(
  files: Readonly<Record<string, string | Uint8Array>>,
  { policy, typeOf }: SiteOptions,
): Promise<Site> {
  const server = createServer((request, response) => {
    const file = new URL(request.url ?? '/', 'http://page').pathname.slice(1);
    if (!Object.hasOwn(files, file)) return response.writeHead(404).end();
    const type = typeOf?.(file) ?? types[file.split('.').at(-1)!] ?? 'text/plain';
    response.writeHead(200, { 'content-type': type, 'content-security-policy': policy(file) });
    return response.end(files[file]);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath, args });
  const close = async (): Promise<void> => {
    await browser.close();
    server.close();
  };
  return { visit: (page) => visit(browser, server, page), close };
}

export const page = (script: string): string =>
  `<!doctype html><meta charset="utf-8"><title>page</title><script type="module" src="${script}"></script>`;

/** Tells in the page's title what came out, and what the policy refused: also what a program would have caught and hidden. */
export const telling = (run: string): string => `
const refused = [];
document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
  refused.push(violatedDirective + ' ' + blockedURI);
});
${run}
setTimeout(() => (document.title = JSON.stringify({ refused, found })), 50);
`;

async function visit(browser: Browser, server: Server, name: string): Promise<Visit> {
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
  await tab.close();
  if (title === 'page') throw new Error(`The page came to no end: ${own.join('; ')}`);
  return { ...(JSON.parse(title) as { refused: string[]; found: unknown }), complaints: own };
}
