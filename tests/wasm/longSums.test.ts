import { expect, test } from 'vitest';
import { compile, type ProgramInstance } from '../../src/compiler/index.js';
import { f32, mul, program, sum, type Tensor } from '../../src/index.js';

// A sum of single precision that goes on adding loses digits: 3,000,000 tenths end up 2 % off.

const tenths = Float32Array.from({ length: 3_000_003 }, () => 0.1);
const exact = tenths.length * Math.fround(0.1);

test.each([
  ['over the batch', (x: Tensor) => sum(x)],
  ['of products', (x: Tensor) => mul(sum(mul(x, 2)), 0.5)],
])('a long sum %s keeps most of its digits', (_, of) => {
  const added = program({ inputs: { x: f32('N') }, outputs: ({ x }) => ({ total: of(x) }) });
  const { run } = compile(added, { target: 'wasm' }) as ProgramInstance;
  const { total } = run({ x: tenths } as never) as unknown as { readonly total: number };
  expect(Math.abs(total / exact - 1)).toBeLessThan(5e-5);
  let plain = 0;
  for (const x of tenths) plain = Math.fround(plain + x);
  expect(Math.abs(plain / exact - 1)).toBeGreaterThan(0.01);
});
