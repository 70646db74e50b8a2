import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Filled } from './lcg.js';
import type { Workload } from './workloads/index.js';

const folder = fileURLToPath(new URL('data/', import.meta.url));

/** Writes a workload's numbers for other languages: `NAME.json` says what lies where in `NAME.bin`. Gives the first's path. */
export function writeWorkload({ name, entry, net, data }: Workload): string {
  const { parameters, inputs } = data();
  const chunks: Buffer[] = [];
  let offset = 0;
  const placed = ({ name: own, shape, data: values }: Filled): object => {
    const at = offset;
    offset += values.byteLength;
    chunks.push(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
    return { name: own, shape, dtype: values instanceof Float32Array ? 'float32' : 'int32', offset: at };
  };
  const listed = { name, entry, net, parameters: parameters.map(placed), inputs: Object.values(inputs).map(placed) };
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.json`, JSON.stringify(listed));
  writeFileSync(`${folder}${name}.bin`, Buffer.concat(chunks));
  return `${folder}${name}.json`;
}
