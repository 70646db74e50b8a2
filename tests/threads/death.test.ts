// A worker that dies: the call throws in bounded time, and no torn state is saved.
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { batches, built, net, watched, type Built, type ThreadOptions } from './built.js';

let module: Built;
beforeAll(async () => void (module = await built(net)));
afterAll(() => rmSync(dirname(module.folder), { recursive: true }));

const batch = batches.net(33);
const fileOf = (instance: { save(): Uint8Array }): string => Buffer.from(instance.save()).toString('base64');

async function pair(options: ThreadOptions = {}) {
  const watch = watched(module.url);
  const instance = module.create({ ...options, threads: 2, createWorker: watch.createWorker });
  await watch.ready();
  instance.step(batch);
  return { instance, worker: watch.workers[0]!, before: instance.save() };
}

const codeOf = (call: () => unknown): unknown => {
  try {
    call();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return null;
};

/** Steps until the worker is missed; gives the state before that step. */
function untilMissed(instance: { step(inputs: object): unknown; save(): Uint8Array }): string {
  for (let k = 0; k < 10_000; k++) {
    const before = fileOf(instance);
    const code = codeOf(() => instance.step(batch));
    if (code === null) continue;
    expect(code).toBe('worker-died');
    return before;
  }
  return expect.fail('nobody missed the worker');
}

test('in the middle of a step: save refuses until a whole state is loaded; then one thread goes on', async () => {
  const { instance, worker, before } = await pair();
  const start = performance.now();
  void worker.terminate();
  untilMissed(instance);
  expect(performance.now() - start).toBeLessThan(25_000);
  const says =
    'A worker died during a call. From here on one thread computes. The state may be torn in the middle of an update: load() a whole one first.';
  expect(() => instance.save()).toThrow(says);
  expect(() => instance.step(batch)).toThrow(says);
  expect(() => instance.predict({ x: batch['x']! })).toThrow(says);
  expect(() => instance.evaluate(batch)).toThrow(says);
  expect(codeOf(() => instance.load(new Uint8Array(3)))).not.toBe(null);
  expect(() => instance.save()).toThrow(says);
  instance.load(before);
  const alone = module.create();
  alone.load(before);
  expect(instance.step(batch)).toEqual(alone.step(batch));
  expect(fileOf(instance)).toBe(fileOf(alone));
}, 60_000);

test('in the middle of a step, with keepLast: the state is that before it, and one thread goes on', async () => {
  const { instance, worker } = await pair({ keepLast: true });
  void worker.terminate();
  const before = untilMissed(instance);
  expect(fileOf(instance)).toBe(before);
  const alone = module.create();
  alone.load(instance.save());
  expect(instance.step(batch)).toEqual(alone.step(batch));
}, 60_000);

test('between calls: the next one throws, nothing has changed, and one thread goes on', async () => {
  const { instance, worker, before } = await pair();
  await worker.terminate();
  expect(codeOf(() => instance.step(batch))).toBe('worker-died');
  expect(fileOf(instance)).toBe(Buffer.from(before).toString('base64'));
  const alone = module.create();
  alone.load(before);
  expect(instance.step(batch)).toEqual(alone.step(batch));
});

test('before it was ready: the same', async () => {
  const watch = watched(module.url);
  const instance = module.create({ threads: 2, createWorker: watch.createWorker });
  const before = fileOf(instance);
  await watch.workers[0]!.terminate();
  expect(codeOf(() => instance.step(batch))).toBe('worker-died');
  expect(fileOf(instance)).toBe(before);
  instance.step(batch);
});
