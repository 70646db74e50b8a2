import { layer, matmul, parameter, program, transpose, type Program } from '../../src/index.js';
import { filled, lcg } from '../lcg.js';
import type { Workload } from './workload.js';

const forms = {
  AB: { transposed: 'neither', says: 'A B' },
  AtB: { transposed: 'a', says: 'Aᵀ B' },
  ABt: { transposed: 'b', says: 'A Bᵀ' },
} as const;

/** The names of the forms; the two with a transpose are what a dense layer's backward pass computes. */
export const productForms = Object.keys(forms) as readonly (keyof typeof forms)[];

/** A product of two square matrices that both lie in the contender's own memory; the result is read. */
export function product(n: number, form: keyof typeof forms): Workload {
  const { transposed, says } = forms[form];
  return {
    name: `matmul-${n}-${form}`,
    says: `${says}, ${n} by ${n}`,
    entry: 'run',
    batch: 1,
    net: { kind: 'product', transposed },
    flops: 2 * n ** 3,
    declare: () => declared(n, transposed),
    data: () => {
      const next = lcg(n);
      return { parameters: ['product/a', 'product/b'].map((name) => filled(name, [n, n], 'unit', next)), inputs: {} };
    },
  };
}

function declared(n: number, transposed: 'neither' | 'a' | 'b'): Program {
  const multiply = layer({ kind: 'product' }, () => {
    const a = parameter([n, n], { name: 'a', initializer: 0 });
    const b = parameter([n, n], { name: 'b', initializer: 0 });
    return matmul(transposed === 'a' ? transpose(a) : a, transposed === 'b' ? transpose(b) : b);
  });
  return program({ inputs: {}, outputs: () => ({ prediction: multiply() }) });
}
