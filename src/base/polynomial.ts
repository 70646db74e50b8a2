/** A count of elements: coefficients of 1, N, N², …, without trailing zeros. */
export type Polynomial = readonly number[];

const trimmed = (p: readonly number[]): Polynomial => {
  let end = p.length;
  while (end > 0 && p[end - 1] === 0) end--;
  return p.slice(0, end);
};

export const polynomialProduct = (a: Polynomial, b: Polynomial): Polynomial => {
  const product = new Array<number>(Math.max(0, a.length + b.length - 1)).fill(0);
  a.forEach((x, i) => b.forEach((y, k) => (product[i + k]! += x * y)));
  return trimmed(product);
};

export const polynomialSum = (a: Polynomial, b: Polynomial): Polynomial =>
  trimmed(Array.from({ length: Math.max(a.length, b.length) }, (_, k) => (a[k] ?? 0) + (b[k] ?? 0)));

/** a / b where b divides a without remainder, else null. */
export function polynomialQuotient(a: Polynomial, b: Polynomial): Polynomial | null {
  const lead = b[b.length - 1];
  if (lead === undefined) return null;
  const rest = [...a];
  const quotient: number[] = [];
  for (let k = a.length - b.length; k >= 0; k--) {
    const factor = rest[k + b.length - 1]! / lead;
    if (!Number.isInteger(factor)) return null;
    quotient[k] = factor;
    b.forEach((x, i) => (rest[k + i]! -= factor * x));
  }
  return rest.every((x) => x === 0) ? trimmed(Array.from(quotient, (x) => x ?? 0)) : null;
}

export const samePolynomial = (a: Polynomial, b: Polynomial): boolean =>
  a.length === b.length && a.every((x, k) => x === b[k]);

export const polynomialAt = (p: Polynomial, n: number): number => p.reduceRight((sum, x) => sum * n + x, 0);

/** As a person writes it: `784N`, `N² + 3`, `0`. */
export function polynomialText(p: Polynomial): string {
  const powers = ['', 'N', 'N²', 'N³', 'N⁴'];
  const terms = p.flatMap((x, k) => {
    const power = powers[k] ?? `N^${k}`;
    return x === 0 ? [] : [x === 1 && k > 0 ? power : `${x}${power}`];
  });
  return terms.length === 0 ? '0' : terms.reverse().join(' + ').replaceAll('+ -', '- ');
}
