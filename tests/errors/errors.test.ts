import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root, tapelessAll, type Outcome } from '../cli/commands.js';

// A sample is a file `samples/CODE.txt`: a model file, a line `-----`, and what `tapeless build` prints for it.
const samples = fileURLToPath(new URL('samples/', import.meta.url));
const codes = readdirSync(samples).map((file) => basename(file, '.txt'));
const separator = '-----\n';

/** Codes that no model file by itself leads to, and where their texts are tested. */
const elsewhere: Readonly<Record<string, string>> = {
  'bad-idx': 'tests/data/idx.test.ts',
  'bad-memory': 'tests/compiler/budget.test.ts',
  'bad-samples': 'tests/data/batches.test.ts',
  'cannot-write': 'tests/cli/build.test.ts',
  'internal-error': 'tests/cli/explain.test.ts',
  'no-drawing': 'tests/cli/usage.test.ts',
  'not-for-target': 'tests/module/start.test.ts',
  'nothing-checked': 'tests/check/checkGradients.test.ts',
  'not-a-model': 'tests/model/errors.test.ts',
  'over-budget': 'tests/compiler/budget.test.ts',
  'same-output': 'tests/cli/build.test.ts',
  'unknown-target': 'tests/cli/usage.test.ts',
  'unreadable-file': 'tests/cli/build.test.ts',
  'wrong-gradient': 'tests/check/checkGradients.test.ts',
};

const modelOf = (code: string): string => readFileSync(join(samples, `${code}.txt`), 'utf8').split(separator)[0] ?? '';

describe('every error of the compiler, by the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tapeless-errors-'));
  const outcomes = new Map<string, Outcome>();
  beforeAll(async () => {
    for (const code of codes) writeFileSync(join(folder, `${code}.model.ts`), modelOf(code));
    const all = await tapelessAll(
      codes.map((code) => ({
        args: ['build', `${code}.model.ts`, ...(code === 'type-error' ? [] : ['--no-check'])],
        folder,
      })),
    );
    codes.forEach((code, k) => outcomes.set(code, all[k]!));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(codes)('%s', async (code) => {
    const outcome = outcomes.get(code)!;
    await expect(`${modelOf(code)}${separator}${outcome.err}`).toMatchFileSnapshot(join(samples, `${code}.txt`));
    expect(outcome.err.split('\n', 1)[0]).toMatch(new RegExp(`(^|  )${code}$`));
    expect(outcome).toMatchObject({ code: 1, out: '' });
    // Nothing of the engine's own: no stack, no path of a compiled file.
    expect(outcome.err).not.toMatch(/\n\s+at |\.mjs|node:internal|\/dist\//);
  });

  test('wrote nothing', () => {
    expect(readdirSync(folder).sort()).toEqual(codes.map((code) => `${code}.model.ts`).sort());
  });
});

test('every code has a sample, or a test elsewhere', () => {
  const folder = join(root, 'src/base/errors');
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const declared = texts.flatMap((text) => [...text.matchAll(/code: '([a-z-]+)'/g)].map(([, code]) => code!));
  expect([...codes, ...Object.keys(elsewhere)].sort()).toEqual([...new Set(declared)].sort());
});
