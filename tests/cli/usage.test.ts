import { describe, expect, test } from 'vitest';
import { f32, program } from 'tapeless';
import { build, type Target } from '../../src/compiler/index.js';
import { folderWith, root, tapeless, tapelessAll } from './commands.js';

const wave = `
import { f32, program, sin, sum } from 'tapeless';
export default program({ inputs: { x: f32('N', 4) }, outputs: ({ x }) => ({ y: sum(sin(x)) }) });
`;

describe('the command line', () => {
  test('says what it can do', async () => {
    const [help, bare, version, ofBuild] = await tapelessAll([
      { args: ['--help'], folder: root },
      { args: [], folder: root },
      { args: ['--version'], folder: root },
      { args: ['build', '--help'], folder: root },
    ]);
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const command of ['build', 'inspect', 'check', 'bench'])
      expect(help!.out).toContain(`\n  ${command} [options] <file`);
    expect(bare).toMatchObject({ code: 2, out: '', err: help!.out });
    expect(version).toMatchObject({ code: 0, out: '0.1.0\n' });
    for (const option of ['--target', '--out', '--verify', '--check-numerics', '--no-check']) {
      expect(ofBuild!.out).toContain(` ${option} `);
    }
  });

  test.each([
    [['build'], "error: missing required argument 'file'"],
    [['bild', 'x'], "error: unknown command 'bild'"],
    [
      ['build', 'x', '--target', 'vax'],
      "error: option '--target <name>' argument 'vax' is invalid. Allowed choices are js, wasm.",
    ],
    [['build', 'x', '--fast'], "error: unknown option '--fast'"],
    [['inspect', 'x', '--stage', 'end'], "error: option '--stage <name>' argument 'end' is invalid."],
    [['inspect', 'x', 'y'], "error: too many arguments for 'inspect'. Expected 1 argument but got 2"],
    [['bench', 'x', '--batch', '1.5'], "argument '1.5' is invalid. It must be a whole number from 1."],
    [['bench', 'x', '--batch', '0'], "argument '0' is invalid. It must be a whole number from 1."],
    [['check', 'x', '--runs', '-1'], "argument '-1' is invalid. It must be a whole number from 1."],
  ])('%j is a mistake in its use', async (args, message) => {
    const [outcome] = await tapelessAll([{ args, folder: root }]);
    expect(outcome).toMatchObject({ code: 2, out: '' });
    expect(outcome!.err).toContain(message);
    expect(outcome!.err.trimEnd().split('\n').at(-1)).toBe('(tapeless --help lists the commands)');
  });

  test('a stack is shown to those who ask for it, and to no one else', async () => {
    const folder = folderWith({});
    const outcome = await tapeless(['inspect', 'none.model.ts'], folder);
    expect(outcome).toMatchObject({ code: 1, out: '' });
    expect(outcome.err).not.toContain('    at ');
  });
});

describe('tapeless inspect', () => {
  test('prints each stage in each format', async () => {
    const folder = folderWith({ 'wave.model.ts': wave });
    const stages = ['graph', 'gradients', 'optimized', 'kernels', 'memory', 'code'];
    const drawn = stages.slice(0, 5);
    const [byDefault, ...others] = await tapelessAll([
      { args: ['inspect', 'wave.model.ts'], folder },
      ...stages.map((stage) => ({ args: ['inspect', 'wave.model.ts', '--no-check', '--stage', stage], folder })),
      ...stages.map((stage) => ({
        args: ['inspect', 'wave.model.ts', '--no-check', '--stage', stage, '--format', 'json'],
        folder,
      })),
      ...drawn.map((stage) => ({
        args: ['inspect', 'wave.model.ts', '--no-check', '--stage', stage, '--format', 'dot'],
        folder,
      })),
    ]);
    for (const outcome of [byDefault, ...others]) expect(outcome).toMatchObject({ code: 0, err: '' });
    const [texts, jsons] = [others.slice(0, 6), others.slice(6, 12)];
    expect(byDefault!.out).toBe(texts[5]!.out);
    expect(new Set(texts.map(({ out }) => out)).size).toBeGreaterThan(4);
    expect(texts[0]!.out).toMatch(/sin\(.*wave\.model\.ts:3:/);
    expect(texts[5]!.out).toContain('Math.sin(');
    jsons.forEach(({ out }, k) => expect(JSON.parse(out)).toMatchObject([{ name: 'default', stage: stages[k] }]));
    const drawings = others.slice(12).map(({ out }) => out);
    for (const drawing of drawings) expect(drawing).toMatch(/^digraph \{\n {2}subgraph "cluster_run" \{\n/);
    const [, , optimized, kernels, memory] = drawings;
    expect(optimized).toMatch(/ -> .*;/);
    expect(kernels).not.toBe(optimized);
    expect(kernels!.match(/\[shape=box, label="[^"]*sin/g)).toHaveLength(1);
    expect(kernels).toMatch(/ -> .* \[label="x\\nf32\[N, 4\]"\];/);
    expect(memory).toMatch(/ -> .* \[label="x\\n16N at \d+"\];/);
  });
});

test('tapeless inspect says which stages it cannot draw', async () => {
  const folder = folderWith({ 'wave.model.ts': wave });
  const outcome = await tapeless(['inspect', 'wave.model.ts', '--no-check', '--format', 'dot'], folder);
  expect(outcome).toMatchObject({ code: 1, out: '' });
  expect(outcome.err).toBe(
    "no-drawing\n  The stage 'code' is a text, which cannot be drawn.\n" +
      '  Choose --format text, or another stage: graph, gradients, optimized, kernels or memory.\n',
  );
});

describe('tapeless bench', () => {
  test.each(['js', 'wasm'])(
    'prints time, operations and memory of each kernel by the user’s line: %s',
    async (target) => {
      const folder = folderWith({ 'wave.model.ts': wave });
      const outcome = await tapeless(
        ['bench', 'wave.model.ts', '--batch', '64', '--no-check', '--target', target],
        folder,
      );
      expect(outcome).toMatchObject({ code: 0, err: '' });
      expect(outcome.out).toMatch(/^wave: run of 64 samples\n/);
      expect(outcome.out).toMatch(/\n +ms +share +FLOP +GFLOP\/s +arena bytes +kernel +line\n/);
      const [row] = outcome.out.split('\n').filter((line) => line.includes('wave.model.ts:3'));
      const [, share, , operations, , bytes] = row!.trim().split(/\s+/);
      expect(Number(share)).toBe(100);
      expect(Number(operations)).toBeGreaterThanOrEqual(2 * 4 * 64 - 1);
      expect(Number(bytes)).toBeGreaterThanOrEqual(4 * 4 * 64);
      expect(outcome.out).toMatch(/\n\d+\.\d{4} ms a run, of which \d+\.\d{4} in kernels/);
    },
  );
});

test('a target that there is none of', async () => {
  const declared = program({ inputs: { x: f32(1) }, outputs: ({ x }) => ({ y: x }) });
  await expect(build(declared, { target: 'vax' as Target })).rejects.toThrow(
    "There is no target 'vax'; this version has js, wasm. Use --target js.",
  );
});

describe('a model file that does more than declare', () => {
  test.each([
    [
      'ends the process',
      'process.exit(0);',
      'The model file ended the process, or waits for something that never comes.\n',
    ],
    [
      'waits for ever',
      'await new Promise(() => {});',
      'The model file ended the process, or waits for something that never comes.\n',
    ],
    [
      'leaves a promise that fails',
      "void Promise.reject(new Error('late'));\nawait new Promise((resolve) => setTimeout(resolve, 1000));",
      `odd.model.ts:5:21  model-throws
  odd.model.ts threw Error: late.
   5 | void Promise.reject(new Error('late'));
     |                     ^^^
`,
    ],
    [
      'leaves a promise that fails with nothing',
      'void Promise.reject(undefined);\nawait new Promise((resolve) => setTimeout(resolve, 1000));',
      'model-throws\n  odd.model.ts threw undefined.\n',
    ],
    ['throws nothing', 'throw null;', 'model-throws\n  odd.model.ts threw null.\n'],
    ['throws a text', "throw 'not today';", 'model-throws\n  odd.model.ts threw "not today".\n'],
    [
      'throws where it is traced',
      'export const b = program({ inputs: { x: f32(1) }, outputs: () => { throw undefined; } });',
      `odd.model.ts:5:18  model-throws
  A function of this program threw undefined.
   5 | export const b = program({ inputs: { x: f32(1) }, outputs: () => { throw undefined; } });
     |                  ^^^^^^^
`,
    ],
    [
      'throws what throws when it is read',
      "throw Object.defineProperty(new Error(), 'message', { get() { throw 1; } });",
      'model-throws\n  odd.model.ts threw something that cannot be read.\n',
    ],
  ])('that %s is told in words', async (_, text, message) => {
    const folder = folderWith({ 'odd.model.ts': `${wave}\n${text}\n` });
    const outcome = await tapeless(['build', 'odd.model.ts', '--no-check'], folder);
    expect(outcome).toEqual({ code: 1, out: '', err: message });
  });
});
