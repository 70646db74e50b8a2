import { existsSync, readFileSync } from 'node:fs';
import { compile, type ModelInstance, type ProgramInstance } from '../../src/compiler/index.js';
import * as tapeless from '../../src/index.js';
import { programBeside, type WasmUnit } from '../../src/runtime/index.js';

/** What the compiler says of the model in tests/errors/samples that leads to an error; undefined where there is none. */
export function sampleMessage(root: string, code: string): string | undefined {
  const path = `${root}tests/errors/samples/${code}.txt`;
  if (!existsSync(path)) return undefined;
  const [, printed = ''] = readFileSync(path, 'utf8').split('-----\n');
  return printed.split('\n')[1]?.trim();
}

/** A place in this file, which depends on how it was compiled. */
const ownPlace = /examples\.[jt]s:\d+:\d+/;

/** What a generated module says, by code: each of these calls is refused. */
export function refusals(): ReadonlyMap<string, string> {
  const messages = new Map<string, string>();
  for (const call of calls()) {
    try {
      call();
    } catch (error) {
      const { code, message } = error as Error & { readonly code: string };
      if (!messages.has(code)) messages.set(code, message.replace(ownPlace, 'net.model.ts:8:33'));
      continue;
    }
    throw new Error(`This call was not refused: ${call.toString()}`);
  }
  return messages;
}

const { adam, bool, cast, dense, f32, i32, model, program, sparseCategoricalCrossentropy } = tapeless;

function classifier(
  units: number,
  options: { checkNumerics?: boolean; seed?: number } = {},
  useBias = true,
): ModelInstance {
  const classify = dense(units, { useBias });
  const declared = model({
    inputs: { image: f32('N', 4), label: i32('N') },
    outputs: ({ image }) => ({ logits: classify(image) }),
    loss: ({ logits, label }) => sparseCategoricalCrossentropy(label, logits, { fromLogits: true }),
    optimizer: adam(),
  });
  return compile(declared as tapeless.Model, { seed: 1, memoryLimit: 1e6, ...options }) as ModelInstance;
}

function calls(): (() => unknown)[] {
  const net = classifier(3);
  const masked = program({ inputs: { mask: bool(2) }, outputs: ({ mask }) => ({ y: cast(mask, 'f32') }) });
  const maskedNet = compile(masked, {}) as ProgramInstance;
  const image = (values: number): Float32Array => new Float32Array(values);
  const label = (...classes: number[]): Int32Array => Int32Array.from(classes);
  const step = (inputs: object): unknown => net.step(inputs as never);
  const file = net.save();
  const renamed = Uint8Array.from(
    Buffer.from(Buffer.from(file).toString('latin1').replace('dense/bias', 'dense/bIas'), 'latin1'),
  );
  return [
    () => step({ image: image(8), label: label(0, 3) }),
    () => step({ image: image(7), label: label(0, 1) }),
    () => step({ image: Array.from(image(8)), label: label(0, 1) }),
    () => step({ image: image(8) }),
    () => step({ image: image(8), label: label(0, 1), x: image(1) }),
    () => step(null as never),
    () => step({ image: image(8), label: label(0) }),
    () => step({ image: image(0), label: label() }),
    () => step({ image: image(4e6), label: new Int32Array(1e6) }),
    () => maskedNet.run({ mask: Uint8Array.of(0, 2) }),
    () => classifier(3, { checkNumerics: true }).predict({ image: Float32Array.of(1, 2, NaN, 4) }),
    () => ((net.hyperparameters as Record<string, unknown>)['learningRate'] = 'fast'),
    () => ((net.hyperparameters as Record<string, unknown>)['rate'] = 1),
    () => classifier(3, { seed: 0.5 }),
    () => net.load(file.subarray(0, 40)),
    () => net.load(renamed),
    () => net.load(classifier(2).save()),
    () => net.load(classifier(3, {}, false).save()),
    ...starts(),
  ];
}

/** Machines and pages that do not take a program, or do not have it. */
function starts(): (() => unknown)[] {
  const doubled = program({ inputs: { x: f32('N') }, outputs: ({ x }) => ({ y: tapeless.mul(x, 2) }) });
  const refusing = (why: string, validate: boolean): object => ({
    Module: function Module(): never {
      throw new Error(`WebAssembly.Module(): ${why}`);
    },
    validate: () => validate,
  });
  const onWasm = (): unknown => compile(doubled, { target: 'wasm' });
  const at = (url: string) => ({ program: () => new URL(url), stamp: '' }) as unknown as WasmUnit;
  const files = { getBuiltinModule: () => ({ readFileSync: () => new TextEncoder().encode('<html>') }) };
  const policy = "Compiling or instantiating WebAssembly module violates the page's policy";
  return [
    () => withGlobal('WebAssembly', refusing(policy, true), onWasm),
    () => withGlobal('WebAssembly', refusing('invalid numeric opcode 0xfd', false), onWasm),
    () => programBeside(at('https://app.example/net.wasm'), false),
    () => programBeside(at('file:///app/net.wasm'), false),
    () => withGlobal('process', files, () => programBeside(at('file:///app/net.wasm'), false)),
  ];
}

function withGlobal(name: 'WebAssembly' | 'process', value: unknown, call: () => unknown): unknown {
  const before = Object.getOwnPropertyDescriptor(globalThis, name)!;
  Object.defineProperty(globalThis, name, { configurable: true, value });
  try {
    return call();
  } finally {
    Object.defineProperty(globalThis, name, before);
  }
}
