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

/** Runs a script in a fresh process on one core and gives the JSON that its last line is. */
export function jsonOf<T>(script: string, args: readonly string[] = [], nodeArgs: readonly string[] = []): T {
  const command = [process.execPath, ...nodeArgs, script, ...args];
  const [program, ...rest] = canPin ? ['taskset', '-c', '1', ...command] : command;
  const { stdout, stderr, status } = spawnSync(program!, rest, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  const line = stdout.trim().split('\n').at(-1) ?? '';
  if (status !== 0 || line === '') throw new Error(`${script} ${args.join(' ')} failed:\n${stderr}`);
  return JSON.parse(line) as T;
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
