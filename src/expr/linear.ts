import { sameExpr } from './equal.js';
import type { Expr } from './expr.js';

/** An index as `constant + Σ factor · atom`; atoms are axes, extents and whatever is not a sum. */
export interface Linear {
  readonly constant: number;
  readonly terms: readonly { readonly atom: Expr; readonly factor: number }[];
}

export function linear(x: Expr): Linear {
  if (x.kind === 'constant') return { constant: x.value, terms: [] };
  if (x.kind === 'call' && x.dtype === 'i32') {
    const [a, b] = x.args;
    if (x.fn === 'add') return sum(linear(a!), linear(b!));
    if (x.fn === 'sub') return sum(linear(a!), scale(linear(b!), -1));
    if (x.fn === 'neg') return scale(linear(a!), -1);
    if (x.fn === 'mul' && b!.kind === 'constant') return scale(linear(a!), b!.value);
    if (x.fn === 'mul' && a!.kind === 'constant') return scale(linear(b!), a!.value);
  }
  return { constant: 0, terms: [{ atom: x, factor: 1 }] };
}

export const scale = ({ constant, terms }: Linear, by: number): Linear =>
  by === 0
    ? { constant: 0, terms: [] }
    : { constant: constant * by, terms: terms.map(({ atom, factor }) => ({ atom, factor: factor * by })) };

export function sum(a: Linear, b: Linear): Linear {
  const terms = a.terms.slice();
  for (const { atom, factor } of b.terms) {
    const at = terms.findIndex((term) => sameExpr(term.atom, atom));
    if (at < 0) terms.push({ atom, factor });
    else terms[at] = { atom, factor: terms[at]!.factor + factor };
  }
  return rejoined({ constant: a.constant + b.constant, terms: terms.filter(({ factor }) => factor !== 0) });
}

/** c·(x div c) + (x mod c) = x, which is what is left when a reshape is undone by a row-major address. */
function rejoined(l: Linear): Linear {
  for (const whole of l.terms) {
    const { atom, factor } = whole;
    if (atom.kind !== 'call' || atom.fn !== 'idiv') continue;
    const [x, c] = atom.args as [Expr, Expr];
    if (c.kind !== 'constant' || factor % c.value !== 0) continue;
    const part = l.terms.find(
      (term) =>
        term.factor === factor / c.value &&
        term.atom.kind === 'call' &&
        term.atom.fn === 'mod' &&
        sameExpr(term.atom.args[0]!, x) &&
        sameExpr(term.atom.args[1]!, c),
    );
    if (!part) continue;
    const rest = { constant: l.constant, terms: l.terms.filter((term) => term !== whole && term !== part) };
    return sum(rest, scale(linear(x), part.factor));
  }
  return l;
}
