import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of `bench/package.json`: nothing else needs the packages that it names. */
export const benchFolder = fileURLToPath(new URL('../../bench/', import.meta.url));

export function installPeers(): void {
  if (existsSync(`${benchFolder}node_modules/@jax-js/jax`)) return;
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: benchFolder, stdio: 'inherit' });
  if (status !== 0) throw new Error('The peers could not be installed.');
}
