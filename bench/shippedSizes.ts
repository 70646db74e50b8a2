import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildModule } from './ourModule.js';
import { benchFolder } from './peers.js';
import { workloadOf } from './workloads/index.js';

/** Bytes that an app's users load, gzipped. */
export interface ShippedSize {
  readonly app: string;
  readonly gzip: number;
}

const esbuild = `${benchFolder}node_modules/.bin/esbuild`;
const ofNode = ['fs', 'path', 'os', 'worker_threads', 'perf_hooks', 'node:*'];

/** What an app ships that trains W1: bundled and minified, WebAssembly included; null where esbuild is missing. */
export async function shippedSizes(): Promise<readonly ShippedSize[] | null> {
  if (!existsSync(esbuild)) return null;
  const workload = workloadOf('W1');
  const [js, wasm] = [await buildModule(workload, 'js'), await buildModule(workload, 'wasm')];
  const tfjsProgram = `${benchFolder}node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm`;
  return [
    { app: 'tapeless wasm', gzip: bundled(`export { create } from ${JSON.stringify(wasm.path)};`) },
    { app: 'tapeless js', gzip: bundled(`export { create } from ${JSON.stringify(js.path)};`) },
    { app: 'tfjs wasm', gzip: bundled(appOf('tfjs')) + gzipped(tfjsProgram) },
    { app: 'jax-js wasm', gzip: bundled(appOf('jaxjs')) },
  ];
}

const appOf = (name: string): string => `export * from ${JSON.stringify(`${benchFolder}peers/apps/${name}.mjs`)};`;

const gzipped = (file: string): number => gzipSync(readFileSync(file), { level: 9 }).length;

/** Of a bundle's files those that it loads at once: other devices' code is fetched only where one asks for it. */
function bundled(source: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'tapeless-bench-'));
  try {
    const [entry, out, meta] = ['app.mjs', 'out', 'meta.json'].map((file) => join(folder, file)) as [
      string,
      string,
      string,
    ];
    writeFileSync(entry, source);
    const flags = ['--bundle', '--minify', '--splitting', '--format=esm', '--platform=browser', '--log-level=error'];
    const external = ofNode.map((module) => `--external:${module}`);
    execFileSync(esbuild, [entry, ...flags, ...external, `--outdir=${out}`, `--metafile=${meta}`], { cwd: folder });
    const { outputs } = JSON.parse(readFileSync(meta, 'utf8')) as Metafile;
    return loadedBy('out/app.js', outputs).reduce((sum, file) => sum + gzipped(join(folder, file)), 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What esbuild says about the files that it wrote. */
interface Metafile {
  readonly outputs: Outputs;
}
type Outputs = Readonly<
  Record<string, { readonly imports: readonly { readonly path: string; readonly kind: string }[] }>
>;

function loadedBy(entry: string, outputs: Outputs): readonly string[] {
  const found = new Set([entry]);
  for (const file of found)
    for (const { path, kind } of outputs[file]!.imports)
      if (kind === 'import-statement' && outputs[path]) found.add(path);
  return [...found];
}
