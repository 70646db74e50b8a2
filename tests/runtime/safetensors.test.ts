import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTensors, save, type Unit } from '../../src/runtime/index.js';
import { evaluated, handMade, line, refusal } from '../module/handMade.js';

const { create } = evaluated([handMade(line)]);
const inputs = { x: new Float32Array([1, 2, 3, 4]), label: new Int32Array([0, 1]) };

/** A safetensors file with any header. */
function fileOf(header: string | object, data: Uint8Array | number = 0): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = typeof data === 'number' ? new Uint8Array(data) : data;
  const file = new Uint8Array(8 + text.length + bytes.length);
  new DataView(file.buffer).setUint32(0, text.length, true);
  file.set(text, 8);
  file.set(bytes, 8 + text.length);
  return file;
}

const headerOf = (
  file: Uint8Array,
): Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }> =>
  JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + new DataView(file.buffer).getUint32(0, true))));

const whole = (why: string): string => `This is no whole safetensors file: ${why}. Nothing was changed.`;

const f32 = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

describe('save and load', () => {
  test('the file is a safetensors file of all variables, aligned', () => {
    const file = create({ seed: 5 }).save();
    const header = headerOf(file);
    const start = file.length - 51;
    expect(start % 8).toBe(0);
    expect(header).toEqual({
      __metadata__: { format: 'tapeless', version: '1' },
      'line/w': { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
      'line/scale': { dtype: 'F32', shape: [], data_offsets: [8, 12] },
      'tapeless/m/line/w': { dtype: 'F32', shape: [2], data_offsets: [24, 32] },
      'tapeless/learningRate': { dtype: 'F32', shape: [], data_offsets: [32, 36] },
      'line/table': { dtype: 'I32', shape: [3], data_offsets: [12, 24] },
      'tapeless/step': { dtype: 'U32', shape: [], data_offsets: [36, 40] },
      'tapeless/seed': { dtype: 'U32', shape: [2], data_offsets: [40, 48] },
      'line/seen': { dtype: 'BOOL', shape: [3], data_offsets: [48, 51] },
    });
    expect([...new Float32Array(file.slice(start, start + 8).buffer)]).toEqual([5, 10]);
  });

  test('training goes on bit for bit', () => {
    const net = create({ seed: 5 });
    net.hyperparameters.learningRate = 0.3;
    for (let k = 0; k < 3; k++) net.step(inputs);
    const other = create({ seed: 9 });
    other.load(net.save());
    expect(other.hyperparameters.learningRate).toBe(0.3);
    expect([1, 2, 3].map(() => other.step(inputs))).toEqual([1, 2, 3].map(() => net.step(inputs)));
    expect(other.save()).toEqual(net.save());
  });

  test('bytes at an odd place of a larger buffer, and an ArrayBuffer, are read too', () => {
    const file = create({ seed: 5 }).save();
    const shifted = new Uint8Array(file.length + 3).subarray(3);
    shifted.set(file);
    for (const given of [shifted, file.slice().buffer]) {
      const net = create();
      net.load(given);
      expect([...net.parameters['line/w'].data]).toEqual([5, 10]);
    }
  });
});

describe('create with weights', () => {
  test('takes every parameter, and starts training afresh', () => {
    const net = create({ seed: 5 });
    net.hyperparameters.learningRate = 0.3;
    net.step(inputs);
    const tuned = create({ seed: 8, weights: net.save() });
    expect(tuned.parameters['line/w'].data).toEqual(net.parameters['line/w'].data);
    expect(tuned.parameters['line/seen'].data).toEqual(new Uint8Array([1, 0, 0]));
    expect(tuned.hyperparameters.learningRate).toBe(0.001);
  });

  test('serves another program with the same parameters', () => {
    const forward = handMade({
      variables: line.variables!.slice(0, 4).map((variable) => ({ ...variable, initial: 0 })),
      buffers: line.buffers!,
      entries: [
        { ...line.entries[3]!, name: 'run' },
        { name: 'evaluate', feeds: line.entries[1]!.feeds! },
      ],
    });
    const program = evaluated([forward]).create({ weights: create({ seed: 5 }).save() });
    expect(program.run({ x: new Float32Array([1, 1]) })).toEqual({ y: new Float32Array([15]) });
  });

  test('takes a subset if that is said', () => {
    const weights = fileOf(
      {
        'line/w': { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
        more: { dtype: 'F16', shape: [1], data_offsets: [8, 10] },
      },
      new Uint8Array([...f32(3, 4), 0, 0]),
    );
    const net = create({ seed: 1, weights, partial: true });
    expect([...net.parameters['line/w'].data]).toEqual([3, 4]);
    expect([...net.parameters['line/scale'].data]).toEqual([1]);
    expect(refusal(() => create({ weights }))).toEqual({
      name: 'TapelessError',
      code: 'unknown-tensor',
      says: 'The file has more, which is not known here. Nothing was changed.',
    });
    const none = fileOf({ more: { dtype: 'F32', shape: [], data_offsets: [0, 4] } }, 4);
    expect(refusal(() => create({ weights: none, partial: true })).says).toBe(
      'The file lacks line/w, line/scale, line/table, line/seen. create({ weights, partial: true }) takes a subset.',
    );
  });
});

describe('a file that does not fit', () => {
  /** The saved file with one entry of its header changed. */
  const changed = (change: (header: Record<string, unknown>) => void): Uint8Array => {
    const file = create().save();
    const header = headerOf(file);
    const data = file.subarray(8 + new DataView(file.buffer).getUint32(0, true));
    change(header);
    return fileOf(header, data);
  };

  test.each<[string, () => unknown, string, string]>([
    ['no bytes', () => 'mnist.safetensors', 'bad-file', whole('it is no Uint8Array but String')],
    ['another array', () => new Float32Array(3), 'bad-file', whole('it is no Uint8Array but Float32Array')],
    [
      'a missing tensor',
      () =>
        changed((h) => {
          h['x'] = h['line/w'];
          delete h['line/w'];
        }),
      'unknown-tensor',
      'The file has x, which is not known here. Nothing was changed.',
    ],
    [
      'parameters alone',
      () => fileOf({ 'line/w': { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, 8),
      'missing-tensor',
      'The file lacks line/scale, line/table, line/seen, tapeless/m/line/w, tapeless/learningRate, tapeless/step, tapeless/seed. Parameters alone are taken by create({ weights }).',
    ],
    [
      'another shape',
      () =>
        changed((h) => {
          h['line/w'] = { dtype: 'F32', shape: [1, 2], data_offsets: [0, 8] };
        }),
      'wrong-tensor',
      'line/w is F32 [2] here, F32 [1, 2] of 8 bytes in the file.',
    ],
    [
      'another dtype',
      () =>
        changed((h) => {
          h['line/w'] = { dtype: 'I32', shape: [2], data_offsets: [0, 8] };
        }),
      'wrong-tensor',
      'line/w is F32 [2] here, I32 [2] of 8 bytes in the file.',
    ],
  ])('%s', (_, file, code, says) => {
    const net = create({ seed: 5 });
    const before = net.save();
    expect(refusal(() => net.load(file()))).toEqual({ name: 'TapelessError', code, says });
    expect(net.save()).toEqual(before);
  });

  test('truth values and learning rates that are none', () => {
    const file = create().save();
    file[file.length - 1] = 2;
    expect(refusal(() => create().load(file)).says).toBe('line/seen has a value in the file that it must not have.');
    const rate = create().save();
    rate.set(f32(NaN), rate.length - 51 + 32);
    expect(refusal(() => create().load(rate)).says).toBe('learningRate has a value in the file that it must not have.');
  });
});

describe('a foreign or hostile file', () => {
  const one = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
  const long = (low: number, high: number, length = 64): Uint8Array => {
    const file = new Uint8Array(length).fill(123);
    new DataView(file.buffer).setUint32(0, low, true);
    new DataView(file.buffer).setUint32(4, high, true);
    return file;
  };

  test.each<[string, Uint8Array, string]>([
    ['empty', new Uint8Array(0), 'it has 0 bytes'],
    ['short', new Uint8Array(9), 'it has 9 bytes'],
    [
      'a header of 2^63 bytes',
      long(0, 2 ** 31),
      'its header would have 9223372036854776000 bytes, and at most 56 can be',
    ],
    [
      'a header of 17 MiB',
      long(17 * 2 ** 20, 0, 18 * 2 ** 20),
      'its header would have 17825792 bytes, and at most 16777216 can be',
    ],
    ['a header that the file does not have', long(1000, 0), 'its header would have 1000 bytes, and at most 56 can be'],
    ['a list', fileOf('[1,2,3]'), 'its header does not start with {'],
    ['a space first', fileOf(' {}'), 'its header does not start with {'],
    ['broken JSON', fileOf('{"a":'), 'its header is no JSON'],
    [
      'broken UTF-8',
      (() => {
        const f = fileOf('{"a":"b"}');
        f[14] = 0xff;
        return f;
      })(),
      'its header is no JSON',
    ],
    ['text after the header', fileOf('{} x'), 'its header is no JSON'],
    [
      'a name twice',
      fileOf(
        '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}',
        8,
      ),
      'its header names something twice',
    ],
    [
      'a name twice, once in disguise',
      fileOf(
        '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"\\u0061" : {"dtype":"F32","shape":[2],"data_offsets":[0,8]}}',
        8,
      ),
      'its header names something twice',
    ],
    [
      'a field twice',
      fileOf('{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}', 8),
      'its header names something twice',
    ],
    ['notes twice', fileOf('{"__metadata__":{},"__metadata__":{}}'), 'its header names something twice'],
    ['notes that are none', fileOf({ __metadata__: { a: 1 } }), 'its header describes "__metadata__" wrongly'],
    [
      'notes of a later form',
      fileOf({ __metadata__: { format: 'tapeless', version: '2' } }),
      'a later version wrote it',
    ],
    ['null for notes', fileOf({ __metadata__: null }), 'its header describes "__metadata__" wrongly'],
    ['null for a tensor', fileOf({ a: null }), 'its header describes "a" wrongly'],
    ['a number for a tensor', fileOf({ a: 1 }), 'its header describes "a" wrongly'],
    ['a field more', fileOf({ a: { ...one, more: 1 } }, 8), 'its header describes "a" wrongly'],
    [
      '__proto__ as a field',
      fileOf('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"__proto__":{}}}', 8),
      'its header describes "a" wrongly',
    ],
    ['__proto__ as a tensor', fileOf('{"__proto__":{"dtype":"F32"}}'), 'its header describes "__proto__" wrongly'],
    ['a field less', fileOf({ a: { dtype: 'F32', shape: [2] } }, 8), 'its header describes "a" wrongly'],
    ['a shape with a hole', fileOf({ a: { ...one, shape: [2, null] } }, 8), 'its header describes "a" wrongly'],
    ['a negative extent', fileOf({ a: { ...one, shape: [-2] } }, 8), 'its header describes "a" wrongly'],
    ['a fractional offset', fileOf({ a: { ...one, data_offsets: [0, 7.5] } }, 8), 'its header describes "a" wrongly'],
    [
      'an endless offset',
      fileOf('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,1e999]}}', 8),
      'its header describes "a" wrongly',
    ],
    ['three offsets', fileOf({ a: { ...one, data_offsets: [0, 8, 8] } }, 8), 'its header describes "a" wrongly'],
    [
      'an end before its start',
      fileOf({ a: { ...one, data_offsets: [0, 8] }, b: { ...one, data_offsets: [8, 4] } }, 8),
      '"b" does not begin where the one before ends',
    ],
    [
      'a hole',
      fileOf({ a: one, b: { ...one, data_offsets: [9, 17] } }, 17),
      '"b" does not begin where the one before ends',
    ],
    [
      'an overlap',
      fileOf({ a: one, b: { ...one, data_offsets: [4, 12] } }, 12),
      '"b" does not begin where the one before ends',
    ],
    [
      'a start that is not 0',
      fileOf({ a: { ...one, data_offsets: [1, 9] } }, 9),
      '"a" does not begin where the one before ends',
    ],
    ['a file cut off', fileOf({ a: one }, 7), 'it has 69 bytes, its header describes 70'],
    ['a file with something behind', fileOf({ a: one }, 9), 'it has 71 bytes, its header describes 70'],
  ])('%s', (_, file, why) => {
    expect(refusal(() => create().load(file))).toEqual({ name: 'TapelessError', code: 'bad-file', says: whole(why) });
  });

  test('an entry of the right shape with other bytes', () => {
    const file = fileOf({ 'line/w': { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, 4);
    expect(refusal(() => create({ weights: file, partial: true })).says).toBe(
      'line/w is F32 [2] here, F32 [2] of 4 bytes in the file.',
    );
  });

  test('names of megabytes are read, and never shown whole', () => {
    for (const name of ['a'.repeat(15e6), '\\\\'.repeat(7e6), '\\"'.repeat(7e6)]) {
      const { says } = refusal(() =>
        create().load(fileOf(`{"${name}":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}`, 4)),
      );
      expect(says.length).toBeLessThan(400);
      expect(says).toMatch(/^The file has .*, which is not known here/);
    }
    expect(refusal(() => create().load(fileOf(`{"a":${'['.repeat(1e6)}`))).says).toBe(whole('its header is no JSON'));
  });

  test('names that look like the header itself are names', () => {
    const names = [':', '":', '\\":', '__proto__', 'constructor', '{"a":', ',:', '', '\u2028', '0'];
    const entries = names.map(
      (name, k) => [name, { dtype: 'F32', shape: [], data_offsets: [4 * k, 4 * k + 4] }] as const,
    );
    const header = `{${entries.map(([name, entry]) => `${JSON.stringify(name)}  : ${JSON.stringify(entry)}`).join(',')}}   `;
    const tensors = readTensors(fileOf(header, 4 * names.length));
    expect([...tensors.keys()].sort()).toEqual([...names].sort());
  });

  test('a file with any bytes changed is refused in words, or is a whole file', () => {
    const saved = create({ seed: 5 }).save();
    const net = create({ seed: 1 });
    const before = net.save();
    const edit = fc.tuple(fc.nat(saved.length - 1), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        fc.nat(saved.length),
        fc.boolean(),
        (edits, length, cut) => {
          const file = saved.slice(0, cut ? length : saved.length);
          for (const [at, value] of edits) if (at < file.length) file[at] = value;
          try {
            net.load(file);
          } catch (error) {
            expect((error as Error).name, (error as Error).stack).toBe('TapelessError');
            expect(net.save()).toEqual(before);
            return;
          }
          const loaded = net.save();
          expect(loaded.subarray(-51)).toEqual(file.subarray(-51));
          net.load(before);
        },
      ),
      { numRuns: 5000 },
    );
  });
});

test('what is written is read again, whatever the names', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ unit: 'binary' }), { maxLength: 8 }), (names) => {
      const known = names.filter((name) => !name.startsWith('__metadata__'));
      const state = known.map((_, k) => Float32Array.of(k, k + 0.5));
      const variables = known.map((name) => ({ name, role: 'parameter', dtype: 'F32', shape: [2] }) as const);
      const unit = { variables } as unknown as Unit;
      const file = save({ unit, state, views: {}, capacity: 0, grow: () => ({}) });
      const tensors = readTensors(file);
      known.forEach((name, k) => expect(tensors.get(name)?.bytes).toEqual(f32(k, k + 0.5)));
      expect(tensors.size).toBe(known.length);
    }),
  );
});
