import type { Polynomial } from '../../src/base/index.js';

/** A polynomial as JavaScript: `784 * C + 64`. */
export function polynomialCode(p: Polynomial, variable: string): string {
  const terms = p.flatMap((factor, power) => {
    if (factor === 0) return [];
    const powers = Array<string>(power).fill(variable);
    const size = Math.abs(factor);
    return [{ sign: factor < 0 ? '-' : '+', text: (size === 1 && power > 0 ? powers : [size, ...powers]).join(' * ') }];
  });
  const [first, ...rest] = terms.reverse();
  if (!first) return '0';
  return `${first.sign === '-' ? '-' : ''}${first.text}${rest.map(({ sign, text }) => ` ${sign} ${text}`).join('')}`;
}
