import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  block,
  branch,
  branchIf,
  callFunction,
  comment,
  drop,
  dropData,
  encode,
  f32,
  f64,
  get,
  getGlobal,
  i32,
  i64,
  ifElse,
  initMemory,
  label,
  lane,
  leave,
  load,
  local,
  loop,
  note,
  noted,
  nothing,
  op,
  select,
  set,
  setGlobal,
  shuffle,
  shuffleLanes,
  store,
  tee,
  text,
  trap,
  v128,
  wasmFunction,
  wasmModule,
  type Instruction,
  type WasmFunction,
  type WasmModule,
} from '../../codegen/wasm/encoding/index.js';
import { both, bytesOfText, run, sections } from './oracle.js';

const source = { file: 'file:///somewhere/net.model.ts', line: 4, column: 18, layer: 'dense_1' };

/** The sum of `count` f32 at `from`: four lanes at a time, then one by one. */
function sumFunction(): WasmFunction {
  const from = local('from', 'i32');
  const count = local('count', 'i32');
  const sums = local('sums', 'v128');
  const sum = local('sum', 'f32');
  const end = local('end', 'i32');
  const vectors = label('vectors');
  const singles = label('singles');
  const done = label('done');
  const folded = (lanes: readonly number[]): Instruction =>
    set(sums, op('f32x4.add', get(sums), shuffleLanes(lanes, get(sums), get(sums))));
  return wasmFunction('sum', {
    parameters: [from, count],
    result: 'f32',
    notes: [note('sum over a row', source)],
    body: [
      set(end, op('i32.add', get(from), op('i32.shl', get(count), i32(2)))),
      comment('four at a time'),
      block(done, [
        loop(vectors, [
          branchIf(done, op('i32.lt_u', op('i32.sub', get(end), get(from)), i32(16))),
          set(sums, op('f32x4.add', get(sums), load('v128.load', get(from), { align: 4 }))),
          set(from, op('i32.add', get(from), i32(16))),
          branch(vectors),
        ]),
      ]),
      folded([2, 3, 0, 1]),
      noted(folded([1, 0, 3, 2]), 'both halves'),
      set(sum, lane('f32x4.extract_lane', 0, get(sums))),
      block(label('done'), [
        loop(singles, [
          ifElse(op('i32.eq', get(from), get(end)), [leave(get(sum))]),
          set(sum, op('f32.add', get(sum), load('f32.load', get(from)))),
          set(from, op('i32.add', get(from), i32(4))),
          branch(singles),
        ]),
      ]),
      trap,
    ],
  });
}

const memory = { name: 'memory', initial: 1, maximum: null, shared: false, from: null };
const exported = (...names: string[]) => names.map((name) => ({ name, kind: 'function' as const, of: name }));

/** Something of everything that a module has. */
function everything(): WasmModule {
  const x = local('x', 'f32');
  const count = { name: 'count', type: 'i32', mutable: true, initial: 3 } as const;
  const base = { name: 'base', type: 'i32', mutable: false, initial: { module: 'env', name: 'base' } } as const;
  const rate = { name: 'rate', type: 'f32', mutable: false, initial: 0.1 } as const;
  const table = { name: 'table', bytes: Uint8Array.of(0, 1, 34, 92, 200, 255), at: null };
  const absolute = wasmFunction('absolute', {
    parameters: [x],
    result: 'f32',
    body: [ifElse(op('f32.lt', get(x), f32(0)), [op('f32.neg', get(x))], [get(x)])],
  });
  return wasmModule({
    memory: { name: 'memory', initial: 1, maximum: 4, shared: true, from: { module: 'env', name: 'memory' } },
    globals: [count, base, rate],
    functions: [
      absolute,
      sumFunction(),
      wasmFunction('setup', {
        body: [
          setGlobal(count, op('i32.add', getGlobal(count), getGlobal(base))),
          initMemory(table, i32(64), i32(0), i32(6)),
          dropData(table),
          nothing,
          drop(select(f64(1 / 3), f64(-0), i32(0))),
          drop(
            shuffle([0, 17, 2, 19, 4, 21, 6, 23, 8, 25, 10, 27, 12, 29, 14, 31], v128('i8x16', -1), v128('i16x8', 7)),
          ),
          drop(i64(-(2n ** 63n))),
          store('f32.store', i32(128), callFunction(absolute, [getGlobal(rate)]), { offset: 70000 }),
        ],
      }),
    ],
    exports: [...exported('setup', 'sum'), { name: 'count', kind: 'global', of: 'count' }],
    data: [table, { name: 'greeting', bytes: new TextEncoder().encode('héllo'), at: 8 }],
  });
}

describe('a module', () => {
  test('is the same bytes as its text is for wabt', async () => {
    const { ours, wabts } = await both(everything());
    expect(ours).toEqual(wabts);
    expect(Object.keys(ours).map(Number)).toEqual([1, 2, 3, 6, 7, 10, 11, 12]);
  });

  test('is valid, and the same bytes and text twice', () => {
    expect(WebAssembly.validate(encode(everything()) as BufferSource)).toBe(true);
    expect(encode(everything())).toEqual(encode(everything()));
    expect(text(everything())).toBe(text(everything()));
  });

  test('runs: imports, globals, passive and active data, calls', () => {
    const shared = new WebAssembly.Memory({ initial: 2, maximum: 4, shared: true });
    const exports = run(everything(), { env: { memory: shared, base: 40 } });
    exports['setup']!();
    expect((exports['count'] as unknown as WebAssembly.Global).value).toBe(43);
    expect([...new Uint8Array(shared.buffer, 64, 6)]).toEqual([0, 1, 34, 92, 200, 255]);
    expect(new TextDecoder().decode(new Uint8Array(shared.buffer, 8, 6).slice())).toBe('héllo');
    expect(new DataView(shared.buffer).getFloat32(70128, true)).toBe(Math.fround(0.1));
  });

  test('has loops, blocks and branches', () => {
    const module = wasmModule({
      memory,
      functions: [sumFunction()],
      exports: [...exported('sum'), { name: 'memory', kind: 'memory', of: 'memory' }],
    });
    const exports = run(module);
    const { buffer } = exports['memory'] as unknown as WebAssembly.Memory;
    new Float32Array(buffer, 8, 11).set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect([0, 1, 4, 7, 11].map((count) => exports['sum']!(8, count) as number)).toEqual([0, 1, 10, 28, 66]);
  });

  test('reads well', () => {
    expect(text(wasmModule({ memory, functions: [sumFunction()], exports: exported('sum') }))).toBe(`(module
  (memory $memory 1)

  (export "sum" (func $sum))

  ;; net.model.ts:4:18  sum over a row
  (func $sum (param $from i32) (param $count i32) (result f32)
    (local $end i32) (local $sum f32) (local $sums v128)
    (local.set $end (i32.add (local.get $from) (i32.shl (local.get $count) (i32.const 2))))
    ;; four at a time
    (block $done
      (loop $vectors
        (br_if $done (i32.lt_u (i32.sub (local.get $end) (local.get $from)) (i32.const 16)))
        (local.set $sums (f32x4.add (local.get $sums) (v128.load align=4 (local.get $from))))
        (local.set $from (i32.add (local.get $from) (i32.const 16)))
        (br $vectors)))
    (local.set $sums
      (f32x4.add
        (local.get $sums)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $sums) (local.get $sums))))
    ;; both halves
    (local.set $sums
      (f32x4.add
        (local.get $sums)
        (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $sums) (local.get $sums))))
    (local.set $sum (f32x4.extract_lane 0 (local.get $sums)))
    (block $done_2
      (loop $singles
        (if
          (i32.eq (local.get $from) (local.get $end))
          (then
            (return (local.get $sum))))
        (local.set $sum (f32.add (local.get $sum) (f32.load (local.get $from))))
        (local.set $from (i32.add (local.get $from) (i32.const 4)))
        (br $singles)))
    (unreachable)
  )
)
`);
  });

  test('of 50 functions takes a few milliseconds, once the encoder is warm', () => {
    const functions = Array.from({ length: 50 }, (_, k) => ({ ...sumFunction(), name: `sum_${k}` }));
    const module = wasmModule({ memory, functions });
    const times = Array.from({ length: 40 }, () => {
      const before = performance.now();
      encode(module);
      return performance.now() - before;
    });
    expect(Math.min(...times)).toBeLessThan(5);
  });
});

describe('names of any characters', () => {
  const names = fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 20 }), { minLength: 2, maxLength: 5 });
  const hostile = [
    'a b',
    'a_b',
    'a(;b',
    'a;)b',
    '"',
    '\\',
    '',
    'x\ny',
    '()',
    ')) (func',
    '模型',
    '\u202e',
    '\ud800',
    '$',
  ];
  const moduleOf = (given: readonly string[]): WasmModule => {
    const functions = given.map((name) => {
      const variables = given.map((own) => local(own, 'f32'));
      const to = label(name);
      const body = [
        loop(to, [comment(name), ...variables.map((v) => set(v, f32(1))), noted(branchIf(to, i32(0)), name)]),
      ];
      return wasmFunction(name, {
        body,
        notes: [note(name, { ...source, file: encodeURIComponent(name.replace(/\p{Surrogate}/gu, '?')) })],
      });
    });
    const globals = given.map((name) => ({ name, type: 'i32', mutable: false, initial: 1 }) as const);
    const data = given.map((name) => ({ name, bytes: new Uint8Array(2), at: 0 }));
    return wasmModule({
      memory: { ...memory, name: given[0]! },
      functions,
      globals,
      data,
      exports: exported(given[1]!),
    });
  };

  test.each([[hostile]])('%j', async (given) => {
    const { ours, wabts } = await both(moduleOf(given));
    expect(ours).toEqual(wabts);
  });

  test('drawn at random', async () => {
    await fc.assert(
      fc.asyncProperty(names, async (given) => {
        const { ours, wabts } = await both(moduleOf(given));
        expect(ours).toEqual(wabts);
        expect(WebAssembly.validate(encode(moduleOf(given)) as BufferSource)).toBe(true);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  test('are what a stack trace shows', () => {
    const failing = wasmFunction('dense_1/backward (ü)', { body: [trap] });
    const module = wasmModule({ functions: [failing], exports: [{ name: 'f', kind: 'function', of: failing.name }] });
    const error = ((): unknown => {
      try {
        return run(module)['f']!();
      } catch (thrown) {
        return thrown;
      }
    })();
    expect((error as Error).stack).toContain('dense_1/backward (ü)');
  });

  test('are the name section that wabt writes, where they are identifiers too', async () => {
    const x = local('x', 'f32');
    const module = wasmModule({
      functions: [
        wasmFunction('half', { parameters: [x], result: 'f32', body: [tee(x, op('f32.mul', get(x), f32(0.5)))] }),
      ],
    });
    expect(Buffer.from(encode(module)).toString('hex')).toBe(
      Buffer.from(await bytesOfText(text(module), true)).toString('hex'),
    );
  });
});

describe('numbers', () => {
  const float = fc.oneof(
    fc.float(),
    fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 2 ** -149, 3.4028234663852886e38),
  );
  const constants = fc.record({
    i32: fc.oneof(fc.integer(), fc.constantFrom(63, 64, -64, -65, 8191, 8192, 2 ** 32 - 1, -(2 ** 31))),
    i64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    f32: float,
    f64: fc.oneof(fc.double(), float),
    lanes: fc.array(float, { minLength: 4, maxLength: 4 }),
    bytes: fc.array(fc.integer({ min: -128, max: 255 }), { minLength: 16, maxLength: 16 }),
  });

  test('are the same in bytes, in text and when they run', async () => {
    await fc.assert(
      fc.asyncProperty(constants, async (c) => {
        const functions = [
          wasmFunction('i32', { result: 'i32', body: [i32(c.i32)] }),
          wasmFunction('i64', { result: 'i64', body: [i64(c.i64)] }),
          wasmFunction('f32', { result: 'f32', body: [f32(c.f32)] }),
          wasmFunction('f64', { result: 'f64', body: [f64(c.f64)] }),
          wasmFunction('lane', { result: 'f32', body: [lane('f32x4.extract_lane', 2, v128('f32x4', c.lanes))] }),
          wasmFunction('byte', { result: 'i32', body: [lane('i8x16.extract_lane_u', 5, v128('i8x16', c.bytes))] }),
        ];
        const module = wasmModule({ functions, exports: exported(...functions.map(({ name }) => name)) });
        expect(sections(await bytesOfText(text(module)))).toEqual(sections(encode(module)));
        const results = Object.fromEntries(Object.entries(run(module)).map(([name, f]) => [name, f() as unknown]));
        expect(results).toEqual({
          i32: c.i32 | 0,
          i64: c.i64,
          f32: Math.fround(c.f32),
          f64: c.f64,
          lane: Math.fround(c.lanes[2]!),
          byte: c.bytes[5]! & 255,
        });
      }),
      { numRuns: 200, seed: 2 },
    );
  });
});

describe('what does not fit is refused where it is built', () => {
  const v = v128('f32x4', 1);
  const refused: readonly (readonly [() => unknown, string])[] = [
    [() => op('f32x4.add', v, i32(1)), 'f32x4.add: operand 2 is i32 (of i32.const), not v128'],
    [() => op('f32x4.add', v), 'f32x4.add takes 2 operands, and was given 1'],
    [() => load('v128.load', f32(1)), 'v128.load: operand 1 is f32 (of f32.const), not i32'],
    [() => load('f32.load', i32(0), { align: 8 }), 'f32.load of 4 bytes with alignment 8'],
    [() => load('f32.load', i32(0), { offset: -4 }), 'f32.load at offset -4'],
    [() => lane('f32x4.extract_lane', 4, v), 'f32x4.extract_lane: lane 4 of 4'],
    [() => shuffle([1], v, v), 'i8x16.shuffle of 1 bytes'],
    [() => set(local('x', 'f32'), v), 'local.set x: operand 1 is v128 (of v128.const), not f32'],
    [() => select(v, i32(1), i32(1)), 'select: operand 2 is i32 (of i32.const), not v128'],
    [() => drop(nothing), 'drop was given an instruction without value'],
    [() => i32(0.5), 'i32.const 0.5'],
    [() => v128('i8x16', 256), 'v128.const i8x16 with 256'],
    [() => v128('f32x4', [1, 2]), 'v128.const f32x4 of 2 lanes'],
    [() => ifElse(i32(1), [v], [i32(1)]), 'if: else ends with i32 (of i32.const), not v128'],
    [() => ifElse(i32(1), [v]), 'if: else ends with nothing, not v128'],
    [() => block(label('b'), [v, nothing]), 'block b: statement 1 leaves v128 (of v128.const) on the stack'],
    [() => wasmFunction('f', { body: [v] }), 'function f ends with v128 (of v128.const), not nothing'],
    [() => wasmFunction('f', { body: [branch(label('away'))] }), 'br away in function f: no block around it'],
    [() => wasmFunction('f', { body: [leave(v)] }), 'return in function f gives v128, not nothing'],
    [
      () => encode(wasmModule({ functions: [0, 1].map(() => wasmFunction('f', { body: [] })) })),
      'two functions are called f',
    ],
    [
      () => {
        const g = { name: 'g', parameters: [], result: null };
        return encode(wasmModule({ functions: [wasmFunction('f', { body: [callFunction(g, [])] })] }));
      },
      'there is no function g',
    ],
    [
      () => {
        const f = { name: 'f', parameters: [{ type: 'i32' as const }], result: null };
        return encode(wasmModule({ functions: [wasmFunction('f', { body: [callFunction(f, [i32(1)])] })] }));
      },
      'f is called as i32 -> , and is',
    ],
  ];

  test.each(refused.map(([build, message]) => [message, build] as const))('%s', (message, build) => {
    expect(build).toThrow(message);
  });
});
