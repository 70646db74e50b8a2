// Relaxed SIMD: where an engine fuses sums of products, instances use it, unless they are told not to.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, compile } from '../../src/compiler/index.js';
import { adam, categoricalCrossentropy, dense, f32, model, mul, program, sequential } from '../../src/index.js';

const classify = sequential(dense(33, { activation: 'tanh' }), dense(10, { activation: 'softmax' }));
const net = model({
  inputs: { x: f32('N', 50), y: f32('N', 10) },
  outputs: ({ x }) => ({ p: classify(x) }),
  loss: ({ y, p }) => categoricalCrossentropy(y, p),
  optimizer: adam(),
});

/** Trains ten steps from the same weights; run with and without the flag that lets an engine fuse. */
const script = `
const n = 37;
const x = Float32Array.from({ length: 50 * n }, (_, k) => Math.sin(k * 1.7));
const y = Float32Array.from({ length: 10 * n }, (_, k) => (k % 10 === ((k / 10) | 0) % 10 ? 1 : 0));
const trained = (instance) => ({
  relaxed: instance.relaxed,
  losses: Array.from({ length: 10 }, () => instance.step({ x, y }).loss),
  bias: Array.from(instance.parameters['dense/bias'].data),
});
const made = {};
for (const name of ['within', 'beside']) {
  const { create, createAsync } = await import('./' + name + '.js');
  made[name] = {
    now: trained(create({ seed: 3 })),
    plain: trained(create({ seed: 3, relaxed: false })),
    later: trained(await createAsync({ seed: 3 })),
    threads: trained(create({ seed: 3, threads: 2 })),
  };
  const again = await import('./' + name + '.js?again');
  made[name].first = trained(await again.createAsync({ seed: 3 }));
  made[name].firstPlain = trained(await again.createAsync({ seed: 3, relaxed: false }));
}
process.stdout.write(JSON.stringify(made), () => process.exit());
`;

interface Trained {
  readonly relaxed: boolean;
  readonly losses: readonly number[];
  readonly bias: readonly number[];
}
type Made = Record<
  'within' | 'beside',
  Record<'now' | 'plain' | 'later' | 'threads' | 'first' | 'firstPlain', Trained>
>;

// Engines that fuse without being asked have no such flag any more.
const flag = '--experimental-wasm-relaxed-simd';
const takesFlag = Number(process.versions.node.split('.')[0]) < 22;

describe('sums of products', () => {
  let folder: string;
  let fused: Made;
  let plain: Made;
  let reference: Trained;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tapeless-relaxed-'));
    const within = await build(net, { name: 'within', target: 'wasm' });
    const beside = await build(net, { name: 'beside', target: 'wasm', wasmFile: true });
    const files = { ...within.files, ...beside.files, ...beside.programs, 'main.js': script };
    for (const [name, content] of Object.entries({ ...files, 'package.json': '{"type":"module"}' }))
      writeFileSync(join(folder, name), content);
    const run = (flags: readonly string[]): Made =>
      JSON.parse(execFileSync(process.execPath, [...flags, 'main.js'], { cwd: folder, encoding: 'utf8' })) as Made;
    fused = run(takesFlag ? [flag] : []);
    plain = run([]);
    const js = compile(net, { target: 'js', seed: 3 });
    const n = 37;
    const x = Float32Array.from({ length: 50 * n }, (_, k) => Math.sin(k * 1.7));
    const y = Float32Array.from({ length: 10 * n }, (_, k) => (k % 10 === ((k / 10) | 0) % 10 ? 1 : 0));
    const losses = Array.from({ length: 10 }, () => (js.step({ x, y }) as { loss: number }).loss);
    reference = { relaxed: false, losses, bias: [...js.parameters['dense/bias']!.data] };
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(['within', 'beside'] as const)('are fused where the engine can, %s', (place) => {
    const { now, later, first, threads } = fused[place];
    expect(now.relaxed).toBe(true);
    // All ways to start give the same variant, and so the same bits.
    for (const other of [later, first, threads, fused.within.now]) expect(other).toEqual(now);
    expect(now.losses).not.toEqual(fused[place].plain.losses);
    now.losses.forEach((loss, k) => expect(Math.abs(loss - reference.losses[k]!)).toBeLessThan(1e-5 * loss));
    now.bias.forEach((value, k) => expect(Math.abs(value - reference.bias[k]!)).toBeLessThan(1e-4));
  });

  test.each(['within', 'beside'] as const)('have the bits of other engines where that is asked for, %s', (place) => {
    const own = fused[place].plain;
    expect(own.relaxed).toBe(false);
    expect(fused[place].firstPlain).toEqual(own);
    expect(plain[place].plain).toEqual(own);
    expect(plain.within.plain).toEqual(own);
  });

  test.runIf(takesFlag)('are not fused where the engine cannot', () => {
    expect(plain.within.now).toEqual(plain.within.plain);
    expect(plain.beside.first).toEqual(plain.within.plain);
  });
});

test('a program without any has one variant', () => {
  const doubled = program({ inputs: { x: f32('N') }, outputs: ({ x }) => ({ y: mul(x, 2) }) });
  const instance = compile(doubled, { target: 'wasm' }) as unknown as { readonly relaxed: boolean };
  expect(instance.relaxed).toBe(false);
});
