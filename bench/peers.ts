import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of `bench/package.json`: nothing else needs the packages that it names. */
export const benchFolder = fileURLToPath(new URL('../../bench/', import.meta.url));

const installed = `${benchFolder}node_modules`;

export function installPeers(): void {
  const listed = JSON.parse(readFileSync(`${benchFolder}package.json`, 'utf8')) as { dependencies: object };
  const missing = Object.keys(listed.dependencies).filter((name) => !existsSync(`${installed}/${name}`));
  // A link leads to a folder that others use as it is.
  const isLink = lstatSync(installed, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  if (missing.length === 0 || isLink) return;
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: benchFolder, stdio: 'inherit' });
  if (status !== 0) throw new Error('The peers could not be installed.');
}
