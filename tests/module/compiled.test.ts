import { format, resolveConfig } from 'prettier';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { build, compile } from '../../src/compiler/index.js';
import { f32, parameter, program, sigmoid, sum, tap, mul, erf, add, relu, type Tensor } from '../../src/index.js';
import { hostileName } from './hostileName.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

test.each(['sigmoid', 'erf', 'check', 'call', 'unit', 'N', 'm', 'i', 'Math', 'step', 'evaluateBatches'])(
  'a tensor called %s hides nothing',
  (name) => {
    const named = program({
      inputs: { x: f32('N') },
      outputs: ({ x }) => ({ y: sum(mul(tap(name, sigmoid(x)), erf(add(tap(`${name}_2`, relu(x)), 0.5)))) }),
    });
    const { y, taps } = compile(named).run({ x: new Float32Array([0, 1]) });
    expect(y).toBeCloseTo(0.5 * 0.5204998778 + 0.7310585786 * 0.9661051465, 6);
    expect([...taps[name]]).toEqual([0.5, Math.fround(1 / (1 + Math.exp(-1)))]);
  },
);

test('two programs of one file share what is equal', async () => {
  const program1 = program({ inputs: { x: f32('N') }, outputs: ({ x }) => ({ y: sigmoid(x) }) });
  const { files } = await build({ default: program1, other: program1 }, { name: 'two' });
  const text = files['two.js']!;
  expect(text.match(/function \$sigmoid/g)).toHaveLength(1);
  const module = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as Record<string, never> & {
    create: () => { run: (inputs: object) => object };
    other: { create: () => { run: (inputs: object) => object } };
  };
  for (const made of [module.create(), module.other.create()])
    expect(made.run({ x: new Float32Array(1) })).toEqual({ y: new Float32Array([0.5]) });
});

test('names of any characters go all the way from a program to its results', async () => {
  const settings = await resolveConfig(`${root}/package.json`);
  const names = fc.uniqueArray(hostileName, { minLength: 4, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(names, async ([input, output, tapped, kept]) => {
      if ([input, output, tapped, kept].includes('') || output === 'taps') return;
      const named = program({
        inputs: { [input!]: f32('N') },
        outputs: (given: Record<string, Tensor>) => {
          const w = parameter([], { name: kept!, initializer: 3 });
          return { [output!]: mul(tap(tapped!, relu(given[input!]!)), w) };
        },
      } as never);
      const { files } = await build(named, { name: 'named' });
      for (const [file, parser] of [
        ['named.js', 'babel'],
        ['named.d.ts', 'typescript'],
      ] as const)
        expect(files[file]).toBe(await format(files[file]!, { ...settings, parser }));
      const net = compile(named as typeof program extends (x: never) => infer P ? P : never) as unknown as {
        run: (inputs: object) => Record<string, Float32Array> & { taps: Record<string, Float32Array> };
        parameters: Record<string, object>;
      };
      const results = net.run(Object.defineProperty({}, input!, { value: new Float32Array([1, 2]), enumerable: true }));
      expect([...results[output!]!]).toEqual([3, 6]);
      expect([...results.taps[tapped!]!]).toEqual([1, 2]);
      expect(Object.keys(net.parameters)).toEqual([kept]);
      expect('pwned' in globalThis).toBe(false);
    }),
    { numRuns: 60 },
  );
});
