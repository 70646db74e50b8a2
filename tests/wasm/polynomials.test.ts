import { describe, expect, test } from 'vitest';
import { bounds } from '../../codegen/wasm/polynomials/bounds.js';
import { inlined, isLong, isVectorFunction, vectorFunctions } from '../../codegen/wasm/polynomials/index.js';
import { measureAll, measuredNames } from '../../scripts/polynomials/measure.js';
import { runnerOf } from '../../scripts/polynomials/runner.js';
import { specials } from '../../scripts/polynomials/inputs.js';
import { ofBits } from '../../scripts/polynomials/ulp.js';
import { threefry } from '../../src/expr/index.js';
import { get, i32, local, set, store, wasmFunction } from '../../codegen/wasm/encoding/index.js';

describe('vector functions keep their bound, and are right at special values', () => {
  test.each(measuredNames)('%s', (name) => {
    const [measured] = measureAll(10_007, [name]);
    expect(measured!.largest, JSON.stringify(measured)).toBeLessThanOrEqual(bounds[name]);
  });
});

describe('words', () => {
  const patterns = Array.from({ length: 4096 }, (_, k) => Math.imul(k, 0x9e3779b1) >>> 0);

  test('threefry has a counter in each lane', () => {
    const { words, run, result } = runnerOf(['threefry']);
    patterns.forEach((pattern, k) => [0, 1, 2, 3].forEach((operand) => (words[operand]![k] = pattern ^ (k * operand))));
    run('threefry');
    patterns.forEach((_, k) => {
      const [a, b, c, d] = words.map((array) => array[k]!) as [number, number, number, number];
      expect(words[result]![k]).toBe(threefry(a, b, c, d));
    });
  });

  test.each([
    ['toInt32', -(2 ** 31), 2 ** 31 - 1],
    ['toUint32', 0, 2 ** 32 - 1],
  ] as const)('%s is saturated', (name, least, most) => {
    const { floats, words, run, result } = runnerOf([name]);
    const xs = [...specials, ...patterns.map(ofBits)];
    floats[0]!.set(xs);
    run(name);
    xs.forEach((x, k) => {
      const expected = Number.isNaN(x) ? 0 : Math.min(Math.max(Math.trunc(x), least), most);
      expect(words[result]![k], `${name}(${x})`).toBe(expected >>> 0);
    });
  });

  test('whole numbers become the nearest f32', () => {
    const { floats, words, run, result } = runnerOf(['fromInt32', 'fromUint32']);
    words[0]!.set(patterns);
    run('fromInt32');
    patterns.forEach((word, k) => expect(floats[result]![k]).toBe(Math.fround(word | 0)));
    run('fromUint32');
    patterns.forEach((word, k) => expect(floats[result]![k]).toBe(Math.fround(word)));
  });

  test.each([
    ['divideInt32', true, (a, b) => Math.floor(a / b)],
    ['divideUint32', false, (a, b) => Math.floor(a / b)],
    ['modInt32', true, (a, b) => a - Math.floor(a / b) * b],
    ['modUint32', false, (a, b) => a - Math.floor(a / b) * b],
  ] as const satisfies readonly (readonly [string, boolean, (a: number, b: number) => number])[])(
    '%s is exact',
    (name, signed, expected) => {
      const { words, run, result } = runnerOf([name]);
      const divisors = patterns.map((_, k) => (Math.imul(k + 1, 0x85ebca6b) >>> (k % 31)) | 1);
      words[0]!.set(patterns);
      words[1]!.set(divisors);
      run(name);
      patterns.forEach((a, k) => {
        const [x, y] = [a, divisors[k]!].map((word) => (signed ? word | 0 : word >>> 0)) as [number, number];
        const value = expected(x, y);
        expect(words[result]![k], `${name}(${x}, ${y})`).toBe(
          Math.min(value, signed ? 2 ** 31 - 1 : 2 ** 32 - 1) >>> 0,
        );
      });
    },
  );
});

test('a short function without exceptions is written in the place of a call, others are not', () => {
  const x = local('x', 'v128');
  for (const name of Object.keys(vectorFunctions)) {
    if (!isVectorFunction(name) || vectorFunctions[name].parameters.join() !== 'v128') continue;
    const value = inlined(name, [get(x)]);
    expect(value === null, name).toBe('exception' in vectorFunctions[name] || isLong(name));
    if (value) wasmFunction(name, { parameters: [x], body: [set(x, value), store('v128.store', i32(0), get(x))] });
  }
});
