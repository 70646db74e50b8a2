import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { parse } from 'acorn';
import { expect, test } from 'vitest';
import { moduleNames } from '../../src/base/index.js';
import { topLevelNames } from '../../codegen/module/blocks.js';
import { runtimeParts } from '../../codegen/module/runtimeText.js';
import { evaluated, handMade, line, moduleText, type HandMade } from './handMade.js';
import { expectPretty } from './pretty.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

const small: HandMade = {
  entries: [
    {
      name: 'run',
      feeds: [{ name: 'x', shape: ['N'] }],
      results: [{ path: ['y'], of: ['y'] }],
      body: (v) => [`for (let k = 0; k < N; k++) ${v('y')}[k] = 2 * ${v('x')}[k];`],
    },
  ],
  buffers: [{ name: 'y', shape: ['N'] }],
};

/** A deterministic stream of numbers of all sizes. */
const values = (length: number): number[] =>
  Array.from({ length }, (_, k) => Math.fround(Math.sin(k * k + 1) * 10 ** ((k % 23) - 11)));

test('the text of the runtime is what its sources give', () => {
  execFileSync('node', ['scripts/runtimeText.mjs', '--check'], { cwd: root });
});

test('the names that the module keeps for itself are known to whoever names kernels', () => {
  const own = ['create', 'createAsync', 'unit', 'names', ...runtimeParts.map(({ name }) => name)];
  expect([...moduleNames].sort()).toEqual(own.sort());
});

test.each<[string, HandMade]>([
  ['a model', line],
  ['a program', small],
  ['a named export', { ...line, exportName: 'classifier' }],
  ['a reserved word as an export', { ...small, exportName: 'class' }],
  [
    'constants of all lengths',
    {
      ...small,
      buffers: [1, 2, 9, 30, 31, 32, 33, 500]
        .map((n) => ({ name: `c${n}`, shape: [n], data: values(n) }))
        .concat([{ name: 'y', shape: ['N'] as never, data: undefined as never }]),
    },
  ],
  [
    'constants that are no literals',
    {
      ...small,
      buffers: [
        { name: 'y', shape: ['N'] },
        { name: 'odd', shape: [40], data: [...values(37), NaN, Infinity, -0] },
      ],
    },
  ],
  [
    'integers and truth values',
    {
      ...small,
      buffers: [
        { name: 'y', shape: ['N'] },
        { name: 'i', dtype: 'i32', shape: [3], data: [-1, 0, 2147483647] },
        { name: 'b', dtype: 'bool', shape: [2], data: [0, 1] },
      ],
    },
  ],
  [
    'shapes with N in many places',
    {
      ...small,
      buffers: [
        { name: 'y', shape: ['N'] },
        { name: 'gram', shape: ['N', 'N'] },
        { name: 'cut', shape: ['2N-1', 3] },
        { name: 'none', shape: ['N', 0] },
      ],
    },
  ],
  [
    'inputs of all kinds',
    {
      ...small,
      entries: [
        {
          ...small.entries[0]!,
          feeds: [
            { name: 'x', shape: ['N'] },
            { name: 'mask', dtype: 'bool', shape: ['N', 3] },
            { name: 'gram', shape: ['N', 'N'] },
            { name: 'rate', shape: [] },
            { name: 'count', dtype: 'i32', shape: [] },
            { name: 'on', dtype: 'bool', shape: [] },
            { name: 'bits', dtype: 'u32', shape: [2, 2] },
            {
              name: 'tokens',
              dtype: 'i32',
              shape: ['N', 4, 5],
              ranges: [{ extent: 1000, of: `the 1000 rows of ${'a very long name of an embedding/'.repeat(4)}` }],
            },
          ],
          results: [
            { path: ['y'], of: ['y'] },
            { path: ['taps', 'gram'], of: ['gram'] },
            { path: ['taps', 'rate'], of: ['rate'] },
          ],
        },
      ],
    },
  ],
  ['nothing to feed and nothing to give', { entries: [{ name: 'run' }] }],
])('prettier would change nothing in %s', async (_, given) => {
  await expectPretty([handMade(given)]);
  await expectPretty([handMade(given)], { checkNumerics: true });
});

test('prettier would change nothing in a module of several units', async () => {
  const units = [
    handMade(line),
    handMade({ ...line, exportName: 'other', prefix: 'other_' }),
    handMade({ ...small, exportName: 'unit', prefix: 'unit_' }),
  ];
  await expectPretty(units);
  expect(moduleText(units).match(/^function problem/gm)).toHaveLength(1);
});

test('a module is parsed as a module, and imports nothing', () => {
  const tree = parse(moduleText([handMade(line)]), { ecmaVersion: 2022, sourceType: 'module' });
  expect(tree.body.filter(({ type }) => type === 'ImportDeclaration')).toEqual([]);
});

test('two emissions are one text', () => {
  expect(moduleText([handMade(line)])).toBe(moduleText([handMade(line)]));
});

test('a module carries only what it uses', () => {
  const [model, program] = [moduleText([handMade(line)]), moduleText([handMade(small)])];
  expect(topLevelNames(model)).toContain('readTensors');
  for (const absent of ['readTensors', 'save', 'start', 'inRange', 'rootOf', 'areBooleans', 'evaluateBatches', 'check'])
    expect(topLevelNames(program)).not.toContain(absent);
  expect(gzipSync(program).length).toBeLessThan(2300);
  expect(gzipSync(model).length).toBeLessThan(6400);
});

test('the text of a function gives what the module exports', () => {
  const units = [
    handMade(small),
    handMade({ ...small, exportName: 'other', prefix: 'o_' }),
    handMade({ ...small, exportName: 'class', prefix: 'c_' }),
  ];
  const { create, other, class: third } = evaluated(units);
  for (const made of [create(), other.create(), third.create()])
    expect(made.run({ x: new Float32Array([1, 2]) })).toEqual({ y: new Float32Array([2, 4]) });
});

test('a module runs from its text alone', async () => {
  const text = moduleText([
    handMade(small),
    handMade({ ...small, exportName: 'other', prefix: 'o_' }),
    handMade({ ...small, exportName: 'class', prefix: 'c_' }),
  ]);
  const script = `const m = await import('data:text/javascript,' + encodeURIComponent(${JSON.stringify(text)}));
    console.log(JSON.stringify([Object.keys(m), m.create().run({ x: new Float32Array([3]) }), m.class.create().run({ x: new Float32Array([4]) })]));`;
  const output = execFileSync('node', ['--disallow-code-generation-from-strings', '--input-type=module', '-e', script]);
  expect(JSON.parse(String(output))).toEqual([['class', 'create', 'other'], { y: { 0: 6 } }, { y: { 0: 8 } }]);
});

test('an export called create beside the default one is refused', () => {
  const units = [handMade(small), handMade({ ...small, exportName: 'create', prefix: 'c_' })];
  expect(() => moduleText(units)).toThrow(
    "The model file exports a model as default and another as 'create', which is what the module calls a function. " +
      "Export 'create' under another name.",
  );
  expect(
    evaluated([units[1]!])
      .create.create()
      .run({ x: new Float32Array([1]) }),
  ).toEqual({ y: new Float32Array([2]) });
});
