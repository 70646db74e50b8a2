import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { evaluated, handMade, line, moduleText, refusal } from '../module/handMade.js';

const x = (n: number): Float32Array => new Float32Array(2 * n).fill(1);
const label = (n: number): Int32Array => new Int32Array(n);
const { create } = evaluated([handMade(line)]);

test('one instance serves batches of any size, one after the other', () => {
  const net = create({ seed: 1 });
  const held = net.parameters['line/w'].data;
  const first = net.predict({ x: x(32) });
  for (const n of [32, 64, 7, 1000, 7, 17]) {
    net.step({ x: x(n), label: label(n) });
    expect(net.predict({ x: x(n) }).y).toHaveLength(n);
    expect(net.parameters['line/w'].data).toEqual(held);
  }
  expect(first.y).toEqual(new Float32Array(32).fill(3));
  expect(held[0]).toBeCloseTo(1 - 6 * 0.001, 6);
  held[0] = 5;
  held[1] = 0;
  expect(net.predict({ x: x(1) }).y[0]).toBe(5);
});

test('instances are apart', () => {
  const [a, b] = [create({ seed: 1 }), create({ seed: 2 })];
  a.step({ x: x(2), label: label(2) });
  a.parameters['line/scale'].data[0] = 7;
  expect(b.predict({ x: x(1) }).y[0]).toBe(6);
});

describe('a batch that is too large', () => {
  test('is refused before anything is allocated', () => {
    const net = evaluated([handMade(line)], { memoryLimit: 16 * 64 + 192 }).create();
    expect(net.predict({ x: x(64) }).y).toHaveLength(64);
    expect(refusal(() => net.predict({ x: x(65) }))).toEqual({
      name: 'TapelessError',
      code: 'batch-too-large',
      says: 'A batch of 65 needs 1472 bytes; at most 64 samples fit. Use smaller batches.',
    });
    expect(net.predict({ x: x(64) }).y).toHaveLength(64);
  });

  test('leaves all as it was where the machine has not so much', () => {
    const before = globalThis.ArrayBuffer;
    const net = create();
    const held = net.predict({ x: x(3) });
    try {
      globalThis.ArrayBuffer = class extends before {
        constructor(bytes: number) {
          super(bytes);
          if (bytes > 1000) throw new RangeError('Array buffer allocation failed');
        }
      } as typeof ArrayBuffer;
      const { code, says } = refusal(() => net.step({ x: x(100000), label: label(100000) }));
      expect(code).toBe('out-of-memory');
      expect(says).toBe('A batch of 100000 needs 1.5 MiB, which this machine does not give. Nothing was changed.');
    } finally {
      globalThis.ArrayBuffer = before;
    }
    expect(net.predict({ x: x(3) })).toEqual(held);
  });
});

test('a steady step allocates only its result', () => {
  const text = moduleText([
    handMade({
      ...line,
      entries: line.entries.map((entry) => ({ ...entry, results: entry.results?.slice(0, 2) ?? [] })),
    }),
  ]);
  const script = `
    const { create } = await import('data:text/javascript,' + encodeURIComponent(${JSON.stringify(text)}));
    const net = create();
    const inputs = { x: new Float32Array(64), label: new Int32Array(32) };
    const values = new Float32Array([0.3, 0.7]);
    let kept;
    const bytesOf = (run) => {
      for (let k = 0; k < 20000; k++) run();
      const found = [];
      for (let round = 0; round < 9; round++) {
        gc();
        const before = process.memoryUsage().heapUsed;
        for (let k = 0; k < 2000; k++) run();
        found.push((process.memoryUsage().heapUsed - before) / 2000);
      }
      return Math.min(...found);
    };
    const step = bytesOf(() => (kept = net.step(inputs)));
    const result = bytesOf(() => (kept = { loss: values[0], accuracy: values[1] / 3 }));
    console.log(JSON.stringify({ step, result }));`;
  const flags = ['--expose-gc', '--max-semi-space-size=64', '--input-type=module', '-e', script];
  const { step, result } = JSON.parse(String(execFileSync('node', flags))) as { step: number; result: number };
  expect(result).toBeGreaterThan(50);
  expect(step).toBeLessThan(result + 4);
});
