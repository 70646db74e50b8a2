import { execFileSync, spawnSync } from 'node:child_process';

/** Whether a process can be kept on one core here. */
const canPin = ((): boolean => {
  try {
    execFileSync('taskset', ['-c', '1', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

export interface ProcessOptions {
  readonly nodeArgs?: readonly string[];
  /** Keeps the process on one core, so that steady times say what one core does. Starting up uses what there is. */
  readonly oneCore?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a script in a fresh process and gives the JSON that its last line is. */
export function jsonOf<T>(script: string, args: readonly string[] = [], options: ProcessOptions = {}): T {
  const { nodeArgs = [], oneCore = true, env = {} } = options;
  const command = [process.execPath, ...nodeArgs, script, ...args];
  const [program, ...rest] = canPin && oneCore ? ['taskset', '-c', '1', ...command] : command;
  const { stdout, stderr, status } = spawnSync(program!, rest, {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    env: { ...process.env, ...env },
  });
  const line = stdout.trim().split('\n').at(-1) ?? '';
  if (status !== 0 || line === '') throw new Error(`${script} ${args.join(' ')} failed:\n${stderr}`);
  return JSON.parse(line) as T;
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
