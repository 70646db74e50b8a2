import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(`./src/${path}/index.ts`, import.meta.url));

export default defineConfig({
  resolve: {
    // The package by its own name is its sources in tests (tsc does the same by itself), so that no test sees two copies.
    alias: [
      { find: /^tapeless$/, replacement: source('.') },
      { find: /^tapeless\/testing$/, replacement: source('check') },
      { find: /^tapeless\/(compiler|train|data)$/, replacement: source('$1') },
    ],
  },
  test: {
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/support/setup.ts'],
    pool: 'threads',
    // The built package is imported as Node does it, so that a test and a model file's import of it are one copy.
    server: { deps: { external: [/\/dist\//] } },
    testTimeout: 30_000,
    // .ci/run reads its closing line from the JSON report.
    reporters: process.env['CI'] === undefined ? ['default'] : ['default', 'json'],
    outputFile: { json: 'dist/vitest.json' },
  },
});
