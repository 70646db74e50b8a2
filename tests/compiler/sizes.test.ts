import { expect, test } from 'vitest';
import type { TapelessError } from '../../src/base/index.js';
import { compile } from '../../src/compiler/index.js';
import { add, f32, matmul, program, transpose, type Tensor } from '../../src/index.js';
import { errorOf } from '../support/errorOf.js';

const refused = (shape: readonly number[], f: (x: Tensor) => Tensor): TapelessError =>
  errorOf(() => compile(program({ inputs: { x: f32('N', ...shape) }, outputs: ({ x }) => ({ y: f(x) }) })));

const lineOf = ({ places }: TapelessError): string => places[0]?.source.file.split('/').pop() ?? '';

test('an input that cannot be addressed is told with its line and its extent', () => {
  const error = refused([3_000_000_000], (x) => x);
  expect(error.code).toBe('too-large');
  expect(error.message).toBe(
    'x [N, 3000000000] is too large: it takes 3000000000N elements, and at most 2147483647 can be addressed. ' +
      'Make axis 1 of x, whose extent is 3000000000, smaller.',
  );
  expect(lineOf(error)).toBe('sizes.test.ts');
});

test('so is what is made of inputs', () => {
  const error = refused([50_000, 2], (x) => matmul(x, transpose(x, [0, 2, 1])));
  expect(error.says).toMatch(/^contract \[N, 50000, 50000\] is too large/);
  expect(error.mend).toMatch(/^Make axis 1 of contract, whose extent is 50000, smaller\.$/);
  expect(lineOf(error)).toBe('sizes.test.ts');
});

test('a model of too many bytes is told with its largest tensor', () => {
  const error = refused([300_000_000], (x) => add(x, 1));
  expect(error.says).toMatch(/^The model is too large: it takes \d+ bytes for 16 samples, 19200000000 of them for x /);
  expect(error.mend).toBe('Make axis 1 of x, whose extent is 300000000, smaller.');
  expect(lineOf(error)).toBe('sizes.test.ts');
});
