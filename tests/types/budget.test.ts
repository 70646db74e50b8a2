import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

// What the editor pays for shapes: counted in instantiations of types, which no busy machine changes.

const root = fileURLToPath(new URL('../..', import.meta.url));
const layers = 100;

const lines = (line: (k: number) => string): string => Array.from({ length: layers }, (_, k) => line(k)).join('\n');

const samples: Readonly<Record<string, { readonly text: string; readonly budget: number }>> = {
  'nothing but the import': {
    text: `import { f32, model } from 'tapeless';\nexport { f32, model };`,
    budget: 1_000,
  },
  'a model of 100 dense layers in a sequential': {
    text: [
      `import { adam, categoricalCrossentropy, dense, f32, model, sequential } from 'tapeless';`,
      `const net = sequential(${lines((k) => `dense(${k + 2}, { activation: 'relu' }),`)} dense(10));`,
      `export default model({`,
      `  inputs: { image: f32('N', 784), label: f32('N', 10) },`,
      `  outputs: ({ image }) => ({ logits: net(image) }),`,
      `  loss: ({ logits, label }) => categoricalCrossentropy(label, logits, { fromLogits: true }),`,
      `  optimizer: adam(),`,
      `});`,
    ].join('\n'),
    budget: 60_000,
  },
  '100 products with bias and activation': {
    text: [
      `import { add, matmul, relu, sub, tanh, type Tensor } from 'tapeless';`,
      `declare const x0: Tensor<readonly ['N', 64]>;`,
      lines(
        (k) => `declare const w${k}: Tensor<readonly [64, 64]>;
const x${k + 1} = tanh(sub(add(matmul(x${k}, w${k}), 1), x${k}));`,
      ),
      `export const last: Tensor<readonly ['N', 64]> = x${layers};`,
      `export const any: Tensor = relu(x${layers});`,
    ].join('\n'),
    budget: 15_000,
  },
  '100 reshapes to many digits': {
    text: [
      `import { reshape, type Tensor } from 'tapeless';`,
      lines(
        (k) => `declare const y${k}: Tensor<readonly ['N', ${k + 7}, 11, 64]>;
export const z${k}: Tensor<readonly ['N', ${(k + 7) * 11}, 64]> = reshape(y${k}, ['N', ${(k + 7) * 11}, 64]);`,
      ),
    ].join('\n'),
    budget: 250_000,
  },
};

const settings = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config,
  ts.sys,
  root,
);
const options: ts.CompilerOptions = { ...settings.options, noEmit: true, incremental: false };
delete options.tsBuildInfoFile;

/** Checks one file as if it stood among the tests. */
function check(text: string): { readonly errors: readonly string[]; readonly instantiations: number } {
  const file = join(root, 'tests', 'types', 'budget-sample.ts');
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? text : readFile(name));
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2023) : getSourceFile(name, ...rest);
  host.getCurrentDirectory = () => dirname(file);
  const program = ts.createProgram([file], options, host);
  const found = program.getSemanticDiagnostics(program.getSourceFile(file));
  const errors = found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  return { errors, instantiations: program.getInstantiationCount() };
}

describe('the types of a large model cost no more than their budget', () => {
  test.each(Object.entries(samples))('%s', (_, { text, budget }) => {
    const { errors, instantiations } = check(text);
    expect(errors).toEqual([]);
    expect(instantiations).toBeLessThan(budget);
  });

  test('and the check finds what it should', () => {
    const { errors } = check(
      `import { matmul, type Tensor } from 'tapeless';\ndeclare const a: Tensor<readonly ['N', 3]>;\nmatmul(a, a);`,
    );
    expect(errors.join()).toContain('"matmul [N, 3] x [N, 3]: the inner extents 3 and N differ"');
  });
});
