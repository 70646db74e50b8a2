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
  /** Of the instance's memory: what is planned for the batch, the most that is live at once, and what of the plan is the arena. */
  readonly memory: { readonly planned: number; readonly lowerBound: number; readonly arena: number };
}

const folder = fileURLToPath(new URL('generated/', import.meta.url));

/** `memory` is a budget in bytes for the arena. */
export async function buildModule(
  { name, declare, batch }: Workload,
  target: Target,
  memory?: number,
): Promise<OurModule> {
  const module = memory === undefined ? `${name}.${target}` : `${name}.${memory}.${target}`;
  const budget = memory === undefined ? {} : { memory, batch };
  const { files, report } = await build(declare(), { name: module, target, ...budget });
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(`${folder}${file}`, text);
  const text = files[`${module}.js`]!;
  const { planned, lowerBound, arena } = report[0]!.memory;
  return {
    target,
    path: `${folder}${module}.js`,
    threads: /^ {2}readonly threads\?/m.test(files[`${module}.d.ts`]!),
    bytes: { plain: Buffer.byteLength(text), gzip: gzipSync(text, { level: 9 }).length },
    memory: { planned: planned(batch), lowerBound: lowerBound(batch), arena: arena(batch) },
  };
}
