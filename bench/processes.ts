import { execFileSync, spawnSync } from 'node:child_process';

/** Whether a process can be kept on chosen cores here. */
const canPin = ((): boolean => {
  try {
    execFileSync('taskset', ['-c', '1', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

export interface ProcessOptions {
  /** The cores that it is kept on, as `taskset` lists them; all where absent. */
  readonly cores?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command in a fresh process and gives the JSON that its last line is. */
export function jsonOf<T>(command: readonly string[], { cores, env = {} }: ProcessOptions = {}): T {
  const [program, ...rest] = canPin && cores !== undefined ? ['taskset', '-c', cores, ...command] : command;
  const { stdout, stderr, status, error } = spawnSync(program!, rest, {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    env: { ...process.env, ...env },
  });
  const line = stdout?.trim().split('\n').at(-1) ?? '';
  if (status !== 0 || !line.startsWith('{')) {
    const reason = reasonIn(stderr) ?? error?.message ?? `status ${status}`;
    throw new Error(`${command.join(' ')}: ${reason}`, { cause: reason });
  }
  return JSON.parse(line) as T;
}

/** The line of a stack trace that says what went wrong. */
function reasonIn(stderr: string | null): string | undefined {
  const lines = (stderr ?? '').trim().split('\n');
  return lines.find((line) => /^\w*(Error|Exception)\b/.test(line)) ?? (lines.at(-1) || undefined);
}

/** What every process of Node is started with, as `--experimental-wasm-relaxed-simd`. */
const nodeFlags = (process.env['BENCH_NODE_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');

/** A script that runs in Node. */
export const node = (script: string, args: readonly string[] = [], flags: readonly string[] = []): string[] => [
  process.execPath,
  ...nodeFlags,
  ...flags,
  script,
  ...args,
];
