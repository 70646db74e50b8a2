import * as prettier from 'prettier';
import { expect, test } from 'vitest';
import { build, compile, type ProgramInstance } from '../../src/compiler/index.js';
import {
  add,
  atan2,
  bool,
  cos,
  exp,
  f32,
  greater,
  mul,
  program,
  sin,
  sub,
  sum,
  where,
  type Program,
  type Tensor,
} from '../../src/index.js';

// Long names in the branches of a condition, which nothing may be taken out of: the lines are broken as prettier would,
// and what comes out is what comes out under short names.

type Named = (length: number) => { readonly names: readonly string[]; readonly declared: Program };

const branches: Readonly<Record<string, (a: Tensor, b: Tensor, c: Tensor) => Tensor>> = {
  product: (a, b, c) => mul(mul(sin(a), cos(b)), c),
  call: (a, b, c) => exp(mul(sub(a, b), c)),
  nested: (a, b, c) => where(greater(add(a, b), c), atan2(mul(a, exp(b)), c), mul(mul(exp(a), exp(b)), exp(c))),
};

const programs = Object.entries(branches).map(([of, branch]): [string, Named] => [
  of,
  (length) => {
    const names = ['a', 'b', 'c', 'm'].map((letter) => letter.repeat(length));
    const [a, b, c, m] = names as [string, string, string, string];
    const inputs = { [a]: f32('N'), [b]: f32('N'), [c]: f32('N'), [m]: bool('N') };
    const declared = program({
      inputs,
      outputs: (x: Readonly<Record<string, Tensor>>) => {
        const value = branch(x[a]!, x[b]!, x[c]!);
        return { y: where(x[m]!, value, add(mul(x[b]!, x[c]!), x[a]!)), total: sum(where(x[m]!, value, 0)) };
      },
    } as never);
    return { names, declared: declared as Program };
  },
]);

test.each(programs)('%s', async (_, named) => {
  const values = [
    [0.5, -1, 2],
    [1, 0.25, -0.5],
    [-1, 2, 0.125],
  ].map((list) => Float32Array.from(list));
  const results = async (length: number): Promise<unknown> => {
    const { names, declared } = named(length);
    for (const checkNumerics of [false, true]) {
      const { files } = await build(declared, { name: 'm', checkNumerics });
      const text = files['m.js']!;
      expect(await prettier.format(text, { parser: 'babel', printWidth: 120, singleQuote: true })).toBe(text);
    }
    const fed = [...values, Uint8Array.of(1, 0, 1)];
    const instance = compile(declared, {}) as ProgramInstance;
    return instance.run(Object.fromEntries(names.map((name, k) => [name, fed[k]!])));
  };
  const short = await results(1);
  for (const length of [24, 30, 40, 60, 100]) expect(await results(length)).toEqual(short);
});
