import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface Command {
  readonly args: readonly string[];
  readonly folder: string;
}

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs Node, from the last build, and gives what it wrote. */
export function node(args: readonly string[], { folder = root, input = '' } = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });
    const texts = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, ...texts }));
    child.stdin.end(input);
  });
}

/** One command line in a process of its own, as a user starts it. */
export const tapeless = (args: readonly string[], folder: string): Promise<Outcome> =>
  node([join(root, 'dist/src/cli/main.js'), ...args], { folder });

/** Many command lines in one process. */
export async function tapelessAll(commands: readonly Command[]): Promise<Outcome[]> {
  const { out, err, code } = await node([join(root, 'dist/tests/cli/batch.js')], { input: JSON.stringify(commands) });
  if (code !== 0) throw new Error(`The process ended with ${code}:\n${err}`);
  return JSON.parse(out) as Outcome[];
}

/** A folder with these files, gone when the test ends. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tapeless-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}
