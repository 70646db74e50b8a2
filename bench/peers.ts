import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of `bench/package.json`: nothing else needs the packages that it names. */
export const benchFolder = fileURLToPath(new URL('../../bench/', import.meta.url));

const installed = `${benchFolder}node_modules`;

/** The packages of the peers in JavaScript, by name, each with its version. */
export const packages = (
  JSON.parse(readFileSync(`${benchFolder}package.json`, 'utf8')) as { dependencies: Readonly<Record<string, string>> }
).dependencies;

export function installPeers(): void {
  const missing = Object.keys(packages).filter((name) => !existsSync(`${installed}/${name}`));
  // A link leads to a folder that others use as it is.
  const isLink = lstatSync(installed, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  if (missing.length === 0 || isLink) return;
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: benchFolder, stdio: 'inherit' });
  if (status !== 0) throw new Error('The peers could not be installed.');
}
