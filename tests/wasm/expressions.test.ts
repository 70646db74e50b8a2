import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  f32,
  get,
  i32,
  ifElse,
  lane,
  local,
  op,
  select,
  tee,
  wasmFunction,
  wasmModule,
  type Instruction,
  type Local,
} from '../../codegen/wasm/encoding/index.js';
import { both, run } from './oracle.js';

/** An expression and, by other means, what it is worth. `set` holds the variables' values. */
interface Both {
  readonly code: Instruction;
  readonly value: (set: Map<Local, number>) => number;
}

const x = local('x', 'f32');
const n = local('n', 'i32');
const kept = local('kept', 'f32');
const { fround } = Math;

const floats: Readonly<Record<string, (a: number, b: number) => number>> = {
  'f32.add': (a, b) => fround(a + b),
  'f32.sub': (a, b) => fround(a - b),
  'f32.mul': (a, b) => fround(a * b),
  'f32.div': (a, b) => fround(a / b),
  'f32.min': Math.min,
  'f32.max': Math.max,
};
const vectors: typeof floats = {
  'f32x4.add': floats['f32.add']!,
  'f32x4.mul': floats['f32.mul']!,
  'f32x4.min': Math.min,
  'f32x4.pmax': (a, b) => (a < b ? b : a),
};
const integers: typeof floats = {
  'i32.add': (a, b) => (a + b) | 0,
  'i32.sub': (a, b) => (a - b) | 0,
  'i32.mul': Math.imul,
  'i32.and': (a, b) => a & b,
  'i32.xor': (a, b) => a ^ b,
  'i32.shl': (a, b) => a << b,
  'i32.shr_s': (a, b) => a >> b,
  'i32.shr_u': (a, b) => (a >>> b) | 0,
  'i32.lt_u': (a, b) => Number(a >>> 0 < b >>> 0),
  'i32.ge_s': (a, b) => Number(a >= b),
};

const binary = (
  table: typeof floats,
  operand: fc.Arbitrary<Both>,
  code = (name: string, a: Instruction, b: Instruction) => op(name as 'f32.add', a, b),
) =>
  fc.tuple(fc.constantFrom(...Object.keys(table)), operand, operand).map(([name, a, b]): Both => ({
    code: code(name, a.code, b.code),
    value: (set) => {
      const left = a.value(set);
      return table[name]!(left, b.value(set));
    },
  }));

const inLanes = (name: string, a: Instruction, b: Instruction): Instruction =>
  lane('f32x4.extract_lane', 3, op(name as 'f32x4.add', op('f32x4.splat', a), op('f32x4.splat', b)));

const { float } = fc.letrec<{ float: Both; integer: Both }>((tie) => ({
  float: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.float({ noDefaultInfinity: true, noNaN: true }).map((v): Both => ({ code: f32(v), value: () => fround(v) })),
    fc.constantFrom(x, kept).map((v): Both => ({ code: get(v), value: (set) => set.get(v)! })),
    binary(floats, tie('float')),
    binary(vectors, tie('float'), inLanes),
    tie('integer').map((a): Both => ({ code: op('f32.convert_i32_s', a.code), value: (set) => fround(a.value(set)) })),
    tie('float').map((a): Both => ({
      code: tee(kept, a.code),
      value: (set) => {
        const value = a.value(set);
        set.set(kept, value);
        return value;
      },
    })),
    fc.tuple(tie('integer'), tie('float'), tie('float')).map(([when, a, b]): Both => ({
      code: ifElse(when.code, [a.code], [b.code]),
      value: (set) => (when.value(set) !== 0 ? a : b).value(set),
    })),
    fc.tuple(tie('float'), tie('float'), tie('integer')).map(([a, b, when]): Both => ({
      code: select(a.code, b.code, when.code),
      value: (set) => {
        const ways = [a.value(set), b.value(set)];
        return when.value(set) !== 0 ? ways[0]! : ways[1]!;
      },
    })),
  ),
  integer: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.integer().map((v): Both => ({ code: i32(v), value: () => v })),
    fc.constant<Both>({ code: get(n), value: (set) => set.get(n)! }),
    binary(integers, tie('integer')),
    fc.tuple(tie('float'), tie('float')).map(([a, b]): Both => ({
      code: op('f32.lt', a.code, b.code),
      value: (set) => {
        const left = a.value(set);
        return Number(left < b.value(set));
      },
    })),
  ),
}));

test('random expressions run as they are meant, and wabt reads their text as the same bytes', async () => {
  await fc.assert(
    fc.asyncProperty(float, fc.float(), fc.integer(), async ({ code, value }, first, count) => {
      const f = wasmFunction('f', { parameters: [x, n], result: 'f32', body: [code] });
      const module = wasmModule({ functions: [f], exports: [{ name: 'f', kind: 'function', of: 'f' }] });
      const { ours, wabts } = await both(module);
      expect(ours).toEqual(wabts);
      const set = new Map([
        [x, fround(first)],
        [n, count],
        [kept, 0],
      ]);
      expect(run(module)['f']!(first, count)).toBe(value(set));
    }),
    { numRuns: 400, seed: 3 },
  );
});
