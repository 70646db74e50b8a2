import { describe, expect, test } from 'vitest';
import { compile, inspect, type ProgramInstance } from '../../src/compiler/index.js';
import { einsum, f32, program, type Program } from '../../src/index.js';

// Products large enough for every choice of packing, against three loops in doubles.

type Form = 'plain' | 'transposed left' | 'transposed right' | 'transposed both';

const subscripts: Readonly<Record<Form, string>> = {
  plain: 'ik,kj->ij',
  'transposed left': 'ki,kj->ij',
  'transposed right': 'ik,jk->ij',
  'transposed both': 'ki,jk->ij',
};

function product(form: Form, rows: number, terms: number, columns: number): Program {
  const a = form.endsWith('left') || form.endsWith('both') ? f32(terms, rows) : f32(rows, terms);
  const b = form.endsWith('right') || form.endsWith('both') ? f32(columns, terms) : f32(terms, columns);
  return program({ inputs: { a, b }, outputs: (x) => ({ c: einsum(subscripts[form], x.a, x.b) }) });
}

const numbers = (count: number, step: number): Float32Array =>
  Float32Array.from({ length: count }, (_, k) => Math.sin(k * step));

function largestError(form: Form, rows: number, terms: number, columns: number): number {
  const net = compile(product(form, rows, terms, columns), { target: 'wasm' }) as ProgramInstance;
  const [a, b] = [numbers(rows * terms, 1.3), numbers(terms * columns, 0.7)];
  const { c } = net.run({ a, b } as never) as unknown as { readonly c: Float32Array };
  const [aRow, aTerm] = form.endsWith('left') || form.endsWith('both') ? [1, rows] : [terms, 1];
  const [bTerm, bColumn] = form.endsWith('right') || form.endsWith('both') ? [1, terms] : [columns, 1];
  let largest = 0;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < terms; k++) sum += a[i * aRow + k * aTerm]! * b[k * bTerm + j * bColumn]!;
      largest = Math.max(largest, Math.abs(c[i * columns + j]! - sum));
    }
  return largest;
}

describe.each(Object.keys(subscripts) as Form[])('%s', (form) => {
  test.each([
    [68, 260, 64],
    [66, 257, 67],
    [7, 300, 33],
    [64, 3, 65],
    [5, 64, 9],
    [1, 70, 70],
    [130, 256, 5],
  ])('%i rows, %i terms, %i columns', (rows, terms, columns) => {
    expect(largestError(form, rows, terms, columns)).toBeLessThan(terms * 4e-7);
  });
});

test('rows are packed where their terms lie far apart, columns where they are read again', () => {
  const kernels = (form: Form, rows: number, terms: number, columns: number): string =>
    inspect([['p', product(form, rows, terms, columns)]], { target: 'wasm', stage: 'kernels' });
  expect(kernels('transposed left', 68, 260, 64)).toContain(
    'columns are packed once for all rows, since terms lie 64 apart; rows too, since their terms lie 68 apart',
  );
  expect(kernels('plain', 68, 260, 64)).toContain('columns are packed once for all rows, since terms lie 64 apart');
  expect(kernels('plain', 7, 260, 33)).toContain('columns are read where they lie');
});
