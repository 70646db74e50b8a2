import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { beforeAll, describe, expect, test } from 'vitest';

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin: Readonly<Record<string, string>>;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

describe('what npm would publish of the last build', () => {
  let packed: readonly string[] = [];
  beforeAll(() => {
    const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
      encoding: 'utf8',
    });
    const [report] = JSON.parse(output) as { files: { path: string }[] }[];
    packed = report?.files.map(({ path }) => path) ?? [];
  });

  test('every entry point and the command are there, with types', () => {
    const targets = Object.values(manifest.exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    );
    const promised = [...targets, ...Object.values(manifest.bin)].map((path) => path.replace(/^[.][/]/, ''));
    expect(promised.filter((path) => !packed.includes(path))).toEqual([]);
  });

  test('our tests and examples are not', () => {
    expect(packed.filter((path) => !/^(dist\/(src|codegen)\/|package\.json$|README\.md$|LICENSE$)/.test(path))).toEqual(
      [],
    );
  });

  test('publint has nothing to say', async () => {
    const { messages } = await publint({ pkgDir: root, level: 'suggestion', strict: true });
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
  });
});
