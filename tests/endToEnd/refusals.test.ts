// Bad input of the kinds that the example's net has not: class numbers, numbers that are checked, files of another net.
import { describe, expect, test } from 'vitest';
import { compile, type ModelInstance } from '../../src/compiler/index.js';
import {
  adam,
  dense,
  dropout,
  f32,
  i32,
  model,
  sequential,
  sparseCategoricalCrossentropy,
  type Model,
} from '../../src/index.js';

function netOf(units: number, { checkNumerics = false } = {}): ModelInstance {
  const classify = sequential(dense(units, { activation: 'tanh' }), dropout(0.5), dense(3));
  const declared = model({
    inputs: { x: f32('N', 4), label: i32('N') },
    outputs: ({ x }) => ({ logits: classify(x) }),
    loss: ({ logits, label }) => sparseCategoricalCrossentropy(label, logits, { fromLogits: true }),
    optimizer: adam(),
  });
  return compile(declared as Model, { seed: 5, checkNumerics }) as ModelInstance;
}

const x = Float32Array.from({ length: 20 }, (_, k) => Math.cos(k));
const label = Int32Array.from([0, 1, 2, 1, 0]);
const withAt = <A extends Float32Array | Int32Array>(array: A, place: number, value: number): A => {
  const copy = array.slice() as A;
  copy[place] = value;
  return copy;
};

/** The bytes of a file with one thing in its header replaced by a text of the same length. */
function altered(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const text = new TextDecoder('latin1').decode(bytes);
  expect(text).toContain(from);
  expect(to).toHaveLength(from.length);
  return Uint8Array.from(text.replace(from, to), (character) => character.charCodeAt(0));
}

describe('refused, with nothing changed', () => {
  const made = { plain: netOf(6), checked: netOf(6, { checkNumerics: true }) };
  const saved = made.plain.save();
  const wider = netOf(7).save();
  const cases: readonly (readonly [string, keyof typeof made, (net: ModelInstance) => unknown, string, RegExp])[] = [
    [
      'a class too many',
      'plain',
      (net) => net.step({ x, label: withAt(label, 3, 3) }),
      'out-of-range',
      /label\[3\] is 3/,
    ],
    ['no class', 'plain', (net) => net.step({ x, label: withAt(label, 1, -1) }), 'out-of-range', /label\[1\] is -1/],
    [
      'a class, in evaluate',
      'plain',
      (net) => net.evaluate({ x, label: withAt(label, 0, 9) }),
      'out-of-range',
      /0 to 2/,
    ],
    ['NaN', 'checked', (net) => net.step({ x: withAt(x, 6, NaN), label }), 'not-finite', /x\[1, 2\] is NaN/],
    ['infinity', 'checked', (net) => net.step({ x: withAt(x, 19, Infinity), label }), 'not-finite', /x\[4, 3\]/],
    ['numbers that overflow inside', 'checked', overflowing, 'not-finite', /made at .*refusals\.test\.ts:\d+/],
    ['weights of another shape', 'plain', (net) => net.load(wider), 'wrong-tensor', /dense/],
    ['a file cut short', 'plain', (net) => net.load(saved.slice(0, -1)), 'bad-file', /whole safetensors/],
    ['a header cut short', 'plain', (net) => net.load(saved.slice(0, 40)), 'bad-file', /whole safetensors/],
    [
      'an unknown tensor',
      'plain',
      (net) => net.load(altered(saved, 'dense/bias', 'dense/bIas')),
      'unknown-tensor',
      /bIas/,
    ],
    ['another type', 'plain', (net) => net.load(altered(saved, '"F32"', '"I32"')), 'wrong-tensor', /I32/i],
  ];

  /** A parameter so large that a product is no f32 any more; it is put back afterwards. */
  function overflowing(net: ModelInstance): unknown {
    const { data } = net.parameters['dense_1/kernel']!;
    const before = data.slice();
    data.fill(3e38);
    try {
      return net.predict({ x });
    } finally {
      data.set(before);
    }
  }

  test.each(cases)('%s', (_, which, call, code, message) => {
    const net = made[which];
    net.step({ x, label });
    const before = net.save();
    let error: unknown;
    try {
      call(net);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: 'TapelessError', code });
    expect((error as Error).message).toMatch(message);
    expect(net.save()).toEqual(before);
    // And what comes next is what would have come without it.
    const twin = netOf(6);
    twin.load(before);
    expect(net.step({ x, label })).toEqual(twin.step({ x, label }));
    expect(net.save()).toEqual(twin.save());
  });
});

test('with dropout, too, training goes on from a file bit for bit', () => {
  const net = netOf(6);
  for (let step = 0; step < 4; step++) net.step({ x, label });
  const resumed = netOf(6);
  resumed.load(net.save());
  const losses = [0, 1, 2, 3].map(() => [net.step({ x, label })['loss'], resumed.step({ x, label })['loss']] as const);
  for (const [whole, parted] of losses) expect(parted).toBe(whole);
  // One batch, another mask in each step.
  expect(new Set(losses.map(([loss]) => loss)).size).toBe(4);
  expect(resumed.save()).toEqual(net.save());
});
