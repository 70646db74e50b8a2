import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import {
  atomic,
  drop,
  encode,
  f32,
  f64,
  i32,
  i64,
  isRelaxed,
  lane,
  load,
  loadLane,
  op,
  opcodes,
  store,
  storeLane,
  v128,
  wasmFunction,
  wasmModule,
  type AtomicName,
  type Instruction,
  type LaneName,
  type LoadLaneName,
  type LoadName,
  type PlainName,
  type StoreLaneName,
  type StoreName,
  type ValueType,
  type WasmModule,
} from '../../codegen/wasm/encoding/index.js';
import { both, run } from './oracle.js';

const sample: Readonly<Record<ValueType, Instruction>> = {
  i32: i32(16),
  i64: i64(3n),
  f32: f32(1.5),
  f64: f64(-2.25),
  v128: v128('f32x4', [1, -2, 3.5, 4]),
};

const plain = Object.keys(opcodes.plain) as PlainName[];
const accesses = Object.keys(opcodes.access) as (LoadName | StoreName | AtomicName)[];
const lanes = Object.keys(opcodes.lane) as LaneName[];
const accessLanes = Object.keys(opcodes.accessLane) as (LoadLaneName | StoreLaneName)[];
const operandsOf = ({ operands }: { readonly operands: readonly ValueType[] }) => operands.map((type) => sample[type]);

function accessing(name: LoadName | StoreName | AtomicName): Instruction {
  const [address, value, ...rest] = operandsOf(opcodes.access[name]);
  if (name.includes('atomic')) return atomic(name as AtomicName, operandsOf(opcodes.access[name]), { offset: 8 });
  if (opcodes.access[name].result !== null) return load(name as LoadName, address!, { offset: 300, align: 1 });
  expect(rest).toEqual([]);
  return store(name as StoreName, address!, value!, { offset: 300 });
}

function accessingLane(name: LoadLaneName | StoreLaneName): Instruction {
  const last = opcodes.accessLane[name].lanes - 1;
  if (opcodes.accessLane[name].result === null) return storeLane(name as StoreLaneName, last, i32(4), sample.v128);
  return loadLane(name as LoadLaneName, last, i32(4), sample.v128, { offset: 128 });
}

const all: readonly (readonly [name: string, instruction: Instruction])[] = [
  ...plain.map((name) => [name, op(name, ...operandsOf(opcodes.plain[name]))] as const),
  ...accesses.map((name) => [name, accessing(name)] as const),
  ...accessLanes.map((name) => [name, accessingLane(name)] as const),
  ...lanes.map((name) => [name, lane(name, opcodes.lane[name].lanes - 1, ...operandsOf(opcodes.lane[name]))] as const),
];

const around = (instruction: Instruction): WasmModule =>
  wasmModule({
    memory: { name: 'memory', initial: 1, maximum: 2, shared: true, from: null },
    functions: [wasmFunction('it', { body: [instruction.type === null ? instruction : drop(instruction)] })],
    exports: [{ name: 'it', kind: 'function', of: 'it' }],
  });

describe('every instruction of the table', () => {
  test.each(all)('%s: wabt reads its text as the same bytes', async (_, instruction) => {
    const { ours, wabts } = await both(around(instruction));
    expect(ours).toEqual(wabts);
  });

  test.each(all.filter(([name]) => !isRelaxed(name)))('%s runs with operands of its types', (name, instruction) => {
    const { it } = run(around(instruction));
    // The address holds 0 or not what is expected, so nobody sleeps.
    expect(() => it!(), name).not.toThrow();
  });

  test('relaxed ones run where the engine has them', () => {
    const relaxed = all.filter(([name]) => isRelaxed(name));
    expect(relaxed.length).toBeGreaterThan(10);
    const modules = relaxed.map(([, instruction]) => Buffer.from(encode(around(instruction))).toString('base64'));
    const script = `for (const bytes of ${JSON.stringify(modules)})
      new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(bytes, 'base64'))).exports.it();
      console.log('ran');`;
    const [major] = process.versions.node.split('.');
    const flags = Number(major) < 22 ? ['--experimental-wasm-relaxed-simd'] : [];
    expect(execFileSync(process.execPath, [...flags, '-e', script], { encoding: 'utf8' })).toBe('ran\n');
  });

  test('no two have one code', () => {
    const rows = [opcodes.plain, opcodes.access, opcodes.lane, opcodes.accessLane].flatMap((t) => Object.values(t));
    expect(new Set(rows.map(({ code }) => code.join())).size).toBe(rows.length);
  });
});
