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

// Terms along an axis and along N: what a loop stacked, times what the loop was given, as a recurrent layer's weights' gradients are.

type Order = 'nti' | 'tni';

function overSamples(order: Order, steps: number, rows: number, columns: number): Program {
  const a = order === 'nti' ? f32('N', steps, rows) : f32(steps, 'N', rows);
  return program({
    inputs: { a, b: f32(steps, 'N', columns) },
    outputs: (x) => ({ c: einsum(`${order},tnj->ij`, x.a, x.b) }),
  });
}

describe.each([
  ['nti', 24, 16, 64],
  ['nti', 32, 16, 45],
  ['nti', 5, 9, 33],
  ['tni', 24, 16, 64],
  ['tni', 40, 17, 93],
] as const)('%s, %i steps, %i rows, %i columns', (order, steps, rows, columns) => {
  const net = compile(overSamples(order, steps, rows, columns), { target: 'wasm' }) as ProgramInstance;
  test.each([1, 2, 21, 22, 43, 64])('%i samples', (samples) => {
    const [a, b] = [numbers(samples * steps * rows, 1.3), numbers(steps * samples * columns, 0.7)];
    const { c } = net.run({ a, b } as never) as unknown as { readonly c: Float32Array };
    const inA = (t: number, n: number): number => (order === 'nti' ? n * steps + t : t * samples + n);
    const errors = Array.from(c, (found, at) => {
      let sum = 0;
      for (let t = 0; t < steps; t++)
        for (let n = 0; n < samples; n++) {
          sum += a[inA(t, n) * rows + Math.floor(at / columns)]! * b[(t * samples + n) * columns + (at % columns)]!;
        }
      return Math.abs(found - sum);
    });
    expect(Math.max(...errors)).toBeLessThan(steps * samples * 4e-7);
  });
});

test('terms along an axis and N are one axis, which is cut where it is long; rows that lie otherwise are packed', () => {
  const kernels = (order: Order): string =>
    inspect([['p', overSamples(order, 24, 16, 64)]], { target: 'wasm', stage: 'kernels' });
  expect(kernels('nti')).toContain('rows too, since their terms lie 16 and 384 apart; 512 terms are summed at a time');
  expect(kernels('tni')).toContain('since terms lie 64 apart; 512 terms are summed at a time');
});
