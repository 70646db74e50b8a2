// Installs the dependencies when they are missing or older than the lock file, so that `npm start` and `npm test` are
// enough on a fresh clone. Only Node's own modules: it runs before there are others.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const lock = `${root}package-lock.json`;
// npm writes this file last: an install that was cut short is seen as none.
const installed = `${root}node_modules/.package-lock.json`;

const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : -1);

if (modified(installed) < Math.max(0, modified(lock))) {
  const { status } = spawnSync('npm', [existsSync(lock) ? 'ci' : 'install', '--include=dev', '--loglevel=error'], {
    cwd: root,
    // npm's own words go to the error stream: the caller's output stays the program's.
    stdio: ['ignore', 2, 2],
    // On Windows npm is a .cmd file, which only a shell starts.
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
}
