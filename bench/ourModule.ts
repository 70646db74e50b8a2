import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Target } from '../src/compiler/index.js';
import type { Workload } from './workloads/index.js';

/** What we ship for a workload. */
export interface OurModule {
  readonly target: Target;
  readonly path: string;
  /** Whether its `create` takes a number of threads. */
  readonly threads: boolean;
  readonly bytes: { readonly plain: number; readonly gzip: number };
  /** Of the instance's memory: what is planned for the batch, and the most that is live at once. */
  readonly memory: { readonly planned: number; readonly lowerBound: number };
}

const folder = fileURLToPath(new URL('generated/', import.meta.url));

export async function buildModule({ name, declare, batch }: Workload, target: Target): Promise<OurModule> {
  const module = `${name}.${target}`;
  const { files, report } = await build(declare(), { name: module, target });
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(`${folder}${file}`, text);
  const text = files[`${module}.js`]!;
  const { planned, lowerBound } = report[0]!.memory;
  return {
    target,
    path: `${folder}${module}.js`,
    threads: /^ {2}readonly threads\?/m.test(files[`${module}.d.ts`]!),
    bytes: { plain: Buffer.byteLength(text), gzip: gzipSync(text, { level: 9 }).length },
    memory: { planned: planned(batch), lowerBound: lowerBound(batch) },
  };
}
