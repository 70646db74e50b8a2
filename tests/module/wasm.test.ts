// A module with its program in WebAssembly: the same interface, the same training, memory that grows.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { build, compile, type ModelInstance } from '../../src/compiler/index.js';
import {
  adam,
  argmax,
  categoricalCrossentropy,
  dense,
  f32,
  gather,
  i32,
  model,
  program,
  sequential,
} from '../../src/index.js';

const classify = sequential(dense(13, { activation: 'tanh' }), dense(5, { activation: 'softmax' }));
const net = model({
  inputs: { x: f32('N', 7), y: f32('N', 5) },
  outputs: ({ x }) => ({ p: classify(x) }),
  loss: ({ y, p }) => categoricalCrossentropy(y, p),
  optimizer: adam(),
});
const created = (target: 'js' | 'wasm', seed = 3): ModelInstance => compile(net, { target, seed }) as ModelInstance;

const batch = (n: number, shift = 0) => ({
  x: Float32Array.from({ length: 7 * n }, (_, k) => Math.sin(k * 1.7 + shift)),
  y: Float32Array.from({ length: 5 * n }, (_, k) => (k % 5 === ((k / 5) | 0) % 5 ? 1 : 0)),
});
const lossOf = (result: unknown): number => (result as { loss: number }).loss;

describe('a model on wasm', () => {
  test('trains as on js', () => {
    const [script, wasm] = [created('js'), created('wasm')];
    // First values may differ in the last bit: scripts round once, at the store.
    for (const [name, { data }] of Object.entries(script.parameters))
      data.forEach((value, k) => expect(Math.abs(wasm.parameters[name]!.data[k]! - value)).toBeLessThan(1e-7));
    wasm.load(script.save());
    for (let k = 0; k < 20; k++) {
      const [a, b] = [script, wasm].map((each) => lossOf(each.step(batch(11, k))));
      expect(Math.abs(a! - b!)).toBeLessThan(1e-5 * a!);
    }
    expect(lossOf(wasm.evaluate(batch(6)))).toBeCloseTo(lossOf(script.evaluate(batch(6))), 5);
  });

  test('serves 32, then 64, then 7: parameters, earlier results and held views stay right', () => {
    const wasm = created('wasm');
    const held = wasm.parameters['dense/kernel']!.data;
    const first = wasm.predict(batch(32)) as { p: Float32Array };
    const kept = first.p.slice();
    wasm.step(batch(64));
    wasm.step(batch(7));
    wasm.predict(batch(3000));
    expect(first.p).toEqual(kept);
    expect(held.length).toBe(91);
    expect(held).toEqual(wasm.parameters['dense/kernel']!.data);
    const again = created('wasm');
    again.step(batch(64));
    again.step(batch(7));
    expect(again.save()).toEqual(wasm.save());
  });

  test('reads what js wrote, and goes on with the same bits as itself', () => {
    const [script, wasm, other] = [created('js'), created('wasm'), created('wasm', 8)];
    script.step(batch(9));
    wasm.load(script.save());
    expect(wasm.save()).toEqual(script.save());
    other.load(wasm.save());
    expect(lossOf(other.step(batch(9)))).toBe(lossOf(wasm.step(batch(9))));
    expect(other.save()).toEqual(wasm.save());
  });

  test('refuses bad input as on js, and is as it was', () => {
    const wasm = created('wasm');
    const before = wasm.save();
    expect(() => wasm.step({ ...batch(4), x: new Float32Array(27) })).toThrow('step: x: found 27 values');
    expect(wasm.save()).toEqual(before);
  });
});

test('a program with constants, indices and booleans', () => {
  const declared = program({
    inputs: { x: f32('N', 6), i: i32('N') },
    outputs: ({ x, i }) => ({
      best: argmax(x, { axis: 1 }),
      row: gather(
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        i,
      ),
    }),
  });
  const inputs = { x: Float32Array.from([1, 5, 2, 0, 0, 9, 7, 1, 1, 1, 1, 1]), i: Int32Array.from([2, 0]) };
  const run = (target: 'js' | 'wasm'): unknown =>
    (compile(declared, { target }) as { run: (x: object) => unknown }).run(inputs);
  expect(run('wasm')).toEqual(run('js'));
  expect(run('wasm')).toEqual({ best: Int32Array.of(5, 0), row: Float32Array.of(5, 6, 1, 2) });
});

test('two builds give the same bytes, which no text around them makes large', async () => {
  const [a, b] = [await build(net, { target: 'wasm' }), await build(net, { target: 'wasm' })];
  expect(a.files).toEqual(b.files);
  expect(a.files['model.js']).toContain("function program() {\n  return '0061736d01000000");
});

describe('what a machine has not', () => {
  afterEach(() => vi.unstubAllGlobals());

  test('a page whose policy refuses WebAssembly is told what to allow, or to build for js', () => {
    const refusing = function Module(): never {
      throw new Error("violates the directive 'script-src'");
    };
    vi.stubGlobal('WebAssembly', { ...WebAssembly, Memory: WebAssembly.Memory, Module: refusing });
    expect(() => created('wasm')).toThrow(
      "WebAssembly is refused here (violates the directive 'script-src'). Allow 'wasm-unsafe-eval' in the page's Content-Security-Policy, or build with --target js.",
    );
  });

  test('memory that is not granted is told with its size', () => {
    const refusing = function Memory(): never {
      throw new RangeError('could not allocate memory');
    };
    vi.stubGlobal('WebAssembly', { Instance: WebAssembly.Instance, Memory: refusing, Module: WebAssembly.Module });
    expect(() => created('wasm')).toThrow(/^An instance needs \d+\.\d MiB, which this machine does not give/);
  });
});
