import ts from 'typescript';
import { expect, test } from 'vitest';
import { emitDeclarations } from '../../codegen/module/index.js';
import { build } from '../../src/compiler/index.js';
import { dense, f32, program } from '../../src/index.js';
import { handMade, line, type HandMade } from './handMade.js';

const lib = new Map<string, ts.SourceFile | undefined>();

/** What tsc says about files, as `file:line message`. */
function faultsOf(files: Readonly<Record<string, string>>): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    exactOptionalPropertyTypes: true,
    types: [],
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => name in files || fileExists(name);
  host.readFile = (name) => files[name] ?? readFile(name);
  host.getSourceFile = (name, version) => {
    if (name in files) return ts.createSourceFile(name, files[name]!, version);
    if (!lib.has(name)) lib.set(name, getSourceFile(name, version));
    return lib.get(name);
  };
  const program = ts.createProgram(
    Object.keys(files).filter((name) => name.endsWith('.mts')),
    options,
    host,
  );
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const at = file ? `${file.fileName}:${file.getLineAndCharacterOfPosition(start).line + 1} ` : '';
    return at + ts.flattenDiagnosticMessageText(messageText, ' ');
  });
}

const handMadeProgram: HandMade = {
  exportName: 'program',
  entries: [
    {
      name: 'run',
      feeds: [
        { name: "it's", shape: [] },
        { name: '__proto__', dtype: 'bool', shape: ['N'] },
      ],
      results: [
        { path: ['*/ y'], of: ["it's"] },
        { path: ['taps', '0'], of: ['__proto__'] },
      ],
    },
  ],
};

const consumer = `
import { create, program, weird, type Model } from './hand.mjs';

const net: Model = create({ seed: 1 });
const x = new Float32Array(4);
const label = new Int32Array(2);
const { loss, accuracy, taps } = net.step({ x, label });
const sum: number = loss + accuracy + taps.y.length;
const y: Float32Array = net.predict({ x }).y;
const merged: number = net.evaluate([{ x, label }]).loss + net.evaluate({ x, label }).accuracy;
async function* later() { yield { x, label }; }
const promised: Promise<number> = net.evaluate(later()).then(({ loss }) => loss);
const w: Float32Array = net.parameters['line/w'].data;
const seen: Uint8Array = net.parameters['line/seen'].data;
const shape: readonly number[] = net.parameters['line/table'].shape;
net.hyperparameters.learningRate = 0.1;
net.load(net.save());
create({ weights: net.save(), partial: true });
const other = program.create().run({ "it's": 3, ['__proto__']: new Uint8Array(1) });
const scalar: number = other['*/ y'];
const tap: Uint8Array = other.taps['0'];
const third: number = weird.create().step({ x, label }).loss;

const arrays: Record<string, Float32Array> = net.predict({ x });
const values: Record<string, { readonly data: Float32Array | Int32Array | Uint8Array }> = net.parameters;
const scalars: Record<string, number> = net.hyperparameters;
const given: Record<string, Float32Array | Int32Array | number> = { x, label } satisfies Parameters<typeof net.step>[0];
const blob = new Blob([net.save(), net.predict({ x }).y, taps.y]);
const request = fetch('/weights', { method: 'POST', body: net.save() });
const buffer: ArrayBuffer = net.save().buffer;
const written: ArrayBufferView<ArrayBuffer> = other.taps['0'];

// @ts-expect-error there is no such input
net.step({ x, lable: label });
// @ts-expect-error an input is missing
net.step({ x });
// @ts-expect-error another dtype
net.step({ x: new Float64Array(4), label });
// @ts-expect-error predict does not need it
net.predict({ x, label });
// @ts-expect-error there is no such result
net.step({ x, label }).acuracy;
// @ts-expect-error there is no such parameter
net.parameters['line/v'];
// @ts-expect-error another dtype
const wrong: Float32Array = net.parameters['line/table'].data;
// @ts-expect-error a parameter is written into, not replaced
net.parameters['line/w'] = net.parameters['line/scale'];
// @ts-expect-error there is no such hyperparameter
net.hyperparameters.learningrate = 1;
// @ts-expect-error a number
net.hyperparameters.learningRate = '0.1';
// @ts-expect-error there is no such option
create({ sead: 1 });
// @ts-expect-error a model has no run
net.run({ x });
// @ts-expect-error a program without variables has none to save
program.create().save();
`;

test('a module on wasm has a start that is waited for, which takes the program from elsewhere where it is a file', async () => {
  const layer = dense(2);
  const net = program({ inputs: { x: f32('N', 2) }, outputs: ({ x }) => ({ y: layer(x) }) });
  const typesOf = async (wasmFile: boolean): Promise<string> =>
    (await build({ default: net, other: net }, { name: 'net', target: 'wasm', wasmFile })).files['net.d.ts']!;
  const main = `
    import { create, createAsync, other, type Program } from './net.mjs';
    const now: Program = create({ seed: 1 });
    const later: Promise<Program> = createAsync({ seed: 1 });
    const another: Promise<other.Program> = other.createAsync();
  `;
  const moved = `
    for (const source of ['x.wasm', new URL('https://x'), fetch('x'), new ArrayBuffer(8), new Response()]) createAsync({ seed: 1, source });
    // @ts-expect-error only what waits can load
    create({ source: 'x.wasm' });
  `;
  const within = '// @ts-expect-error it is inside\ncreateAsync({ source: "x.wasm" });';
  expect(faultsOf({ '/net.d.mts': await typesOf(false), '/main.mts': `${main}${within}` })).toEqual([]);
  expect(faultsOf({ '/net.d.mts': await typesOf(true), '/main.mts': `${main}${moved}` })).toEqual([]);
});

test('a program that uses a module is checked against its types', async () => {
  const units = [handMade(line), handMade(handMadeProgram), handMade({ ...line, exportName: 'class' })];
  const types = await emitDeclarations({ units });
  const named = await emitDeclarations({
    units: [handMade(line), handMade({ ...handMadeProgram, exportName: 'Parameters' })],
  });
  expect(
    faultsOf({
      '/hand.d.mts': named,
      '/main.mts': "import { Parameters, create } from './hand.mjs'; create(); Parameters.create();",
    }),
  ).toEqual([]);
  const files = { '/hand.d.mts': types, '/main.mts': consumer.replace('weird,', 'class as weird,') };
  expect(faultsOf(files)).toEqual([]);
});
