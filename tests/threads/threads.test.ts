// Threads that share the kernels of one instance: the same bits, and no more life than the instance has.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { rmSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { compileModule } from '../../src/compiler/index.js';
import { f32, matmul, program } from '../../src/index.js';
import { attention, batches, built, chain, net, product, recurrent, watched, type Built } from './built.js';

let modules: Record<'net' | 'attention' | 'recurrent', Built>;

beforeAll(async () => {
  modules = { net: await built(net), attention: await built(attention), recurrent: await built(recurrent) };
});
afterAll(() => Object.values(modules).forEach(({ folder }) => rmSync(dirname(folder), { recursive: true })));

/** Of a file that is too long for a matcher. */
const digest = (file: Uint8Array): string => createHash('sha256').update(file).digest('hex');

const gone = (worker: { once(event: 'exit', listener: () => void): unknown }): Promise<void> =>
  new Promise((resolve) => void worker.once('exit', resolve));

describe.each(['net', 'attention', 'recurrent'] as const)('%s', (name) => {
  /** Everything that comes out of some steps, evaluations and predictions. */
  async function outcomes(threads: number): Promise<readonly unknown[]> {
    const { create, url } = modules[name];
    const watch = watched(url);
    const instance = create({ seed: 5, threads, createWorker: watch.createWorker });
    await watch.ready();
    const found = [1, 5, 33].flatMap((n) => {
      const batch = batches[name](n);
      const { x } = batch as { x: Float32Array };
      return [instance.step(batch), instance.step(batch), instance.evaluate(batch), instance.predict({ x })];
    });
    const [calls, parts] = watch.calls();
    expect([watch.workers.length, parts, calls > 5]).toEqual(
      threads > 1 ? [threads - 1, threads, true] : [0, 0, false],
    );
    const ends = watch.workers.map(gone);
    instance.dispose();
    await Promise.all(ends);
    return [...found, digest(instance.save())];
  }

  test('2, 3 and 4 threads give the bits of one', async () => {
    const alone = await outcomes(1);
    for (const threads of [2, 3, 4]) expect(await outcomes(threads)).toEqual(alone);
  });
});

describe('an instance and its workers', () => {
  test('steps run before workers are ready, and after they ended', async () => {
    const { create, url } = modules.net;
    const watch = watched(url);
    const batch = batches.net(33);
    const [alone, shared] = [create(), create({ threads: 2, createWorker: watch.createWorker })];
    expect(shared.step(batch)).toEqual(alone.step(batch));
    expect(watch.calls()).toEqual([0, 0]);
    await watch.ready();
    expect(shared.step(batch)).toEqual(alone.step(batch));
    expect(watch.calls()).toEqual([1, 2]);
    const end = gone(watch.workers[0]!);
    shared[Symbol.dispose]();
    expect(shared.step(batch)).toEqual(alone.step(batch));
    await end;
    shared.dispose();
    expect(shared.step(batch)).toEqual(alone.step(batch));
    expect(watch.calls()).toEqual([1, 2]);
  });

  test('a batch too small to share wakes no one', async () => {
    const { create, url, folder } = await built(chain);
    const watch = watched(url);
    const [alone, shared] = [create(), create({ threads: 2, createWorker: watch.createWorker })];
    await watch.ready();
    for (const n of [1, 0, 2]) {
      expect(watch.calls()).toEqual([0, 0]);
      const inputs = { a: new Float32Array(n * 100).fill(0.01), b: new Float32Array(15_000).fill(0.01) };
      expect(shared.run(inputs)).toEqual(alone.run(inputs));
    }
    expect(watch.calls()).toEqual([1, 2]);
    shared.dispose();
    rmSync(dirname(folder), { recursive: true });
  });

  test('memory that grows keeps the threads apart', async () => {
    const { create, url } = modules.net;
    const watch = watched(url);
    const [alone, shared] = [create(), create({ threads: 3, createWorker: watch.createWorker })];
    await watch.ready();
    for (const n of [20, 700, 3]) expect(shared.step(batches.net(n))).toEqual(alone.step(batches.net(n)));
    expect(digest(shared.save())).toBe(digest(alone.save()));
    shared.dispose();
  });

  test('a program whose WebAssembly is a file beside it has them too', async () => {
    const { create, url, folder } = await built(product, { wasmFile: true });
    const watch = watched(url);
    const [alone, shared] = [create(), create({ threads: 2, createWorker: watch.createWorker })];
    await watch.ready();
    const numbers = (length: number): Float32Array => Float32Array.from({ length }, (_, k) => Math.cos(k));
    const inputs = { a: numbers(7 * 200), b: numbers(200 * 300) };
    expect(shared.run(inputs)).toEqual(alone.run(inputs));
    expect(watch.calls()).toEqual([1, 2]);
    shared.dispose();
    rmSync(dirname(folder), { recursive: true });
  });

  test('idle ones take next to no time, and keep no process alive', async () => {
    const script = `
      import { create } from './net.js';
      const net = create({ threads: 2 });
      const batch = { x: new Float32Array(33 * 160).fill(0.5), y: new Float32Array(330).fill(0.1) };
      for (const end = performance.now() + 500; performance.now() < end; ) net.step(batch);
      await new Promise((resolve) => setTimeout(resolve, 100));
      const before = process.cpuUsage();
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const { user, system } = process.cpuUsage(before);
      console.log((user + system) / 1000);
    `;
    const start = performance.now();
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: modules.net.folder,
    });
    expect(Number(stdout)).toBeLessThan(200);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

describe('what is refused', () => {
  test.each([0, -1, 1.5, 65, NaN, '2', null])('threads: %s', (threads) => {
    const says = `create: threads must be a whole number from 1 to 64, found ${threads}.`;
    expect(() => modules.net.create({ threads })).toThrow(says);
  });

  test.each([
    [{ keepLast: 'yes' }, 'create: keepLast must be true or false, found String.'],
    [{ relaxed: 0 }, 'create: relaxed must be true or false, found Number.'],
    [{ threads: 2, createWorker: 5 }, 'create: createWorker must be a function, found Number.'],
    [{ threads: 2, createWorker: () => undefined }, 'create: createWorker must give a Worker, found Undefined.'],
  ])('%j', (options, says) => {
    expect(() => modules.net.create(options as object)).toThrow(says);
  });

  test('options of a program without variables', async () => {
    const square = program({ inputs: { a: f32(64, 64) }, outputs: ({ a }) => ({ c: matmul(a, a) }) });
    const { create, folder } = await built(square, { target: 'wasm' });
    expect(() => create({ thread: 2 } as object)).toThrow('create: there is no option thread; expected seed');
    expect(() => create(null as never)).toThrow('create: expected an object of options, found Null.');
    rmSync(dirname(folder), { recursive: true });
  });

  test('threads of a module in JavaScript', async () => {
    const { create, folder } = await built(net, { target: 'js' });
    expect(() => create({ threads: 2 })).toThrow('there is no option threads; expected seed, weights, partial');
    rmSync(dirname(folder), { recursive: true });
  });

  test('a module without a file computes with one thread, and says so once', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { create } = compileModule(net, { target: 'wasm' });
    const options = { threads: 2 } as object;
    const batch = batches.net(33);
    expect(create(options).step(batch)).toEqual(create(options).step(batch));
    expect(warn.mock.calls).toEqual([['Tapeless computes with one thread: more need createWorker.']]);
    warn.mockRestore();
  });
});
