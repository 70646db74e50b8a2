import type { Axis, Expr } from './expr.js';

/** An expression as text for `inspect`; axes are named by the caller, bound ones k0, k1, … by depth; `known` may name parts. */
export function printExpr(
  x: Expr,
  names: ReadonlyMap<Axis, string>,
  known: (x: Expr) => string | undefined = () => undefined,
): string {
  const named = known(x);
  if (named !== undefined) return named;
  const visit = (y: Expr): string => printExpr(y, names, known);
  switch (x.kind) {
    case 'constant':
      return x.dtype === 'bool' ? String(x.value !== 0) : String(x.value);
    case 'axis':
      return names.get(x) ?? '?';
    case 'extent':
      return `${x.extent}`;
    case 'load':
      return `${x.from.name}[${x.index.map(visit).join(', ')}]`;
    case 'call':
      return printCall(x, visit);
    case 'cast':
      return `${x.dtype}(${visit(x.arg)})`;
    case 'select':
      return `select(${[x.when, x.then, x.otherwise].map(visit).join(', ')})`;
    case 'reduce': {
      const inner = new Map(names);
      x.axes.forEach((axis) => inner.set(axis, names.get(axis) ?? `k${inner.size}`));
      const over = x.axes.map((axis) => `${inner.get(axis)} < ${axis.extent}`).join(', ');
      const pick = x.pick === 0 ? '' : `#${x.pick}`;
      return `${x.monoid}${pick}(${over}: ${x.bodies.map((body) => printExpr(body, inner, known)).join('; ')})`;
    }
  }
}

const infix: Partial<Record<Extract<Expr, { kind: 'call' }>['fn'], string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  less: '<',
  lessEqual: '<=',
  equal: '==',
};

function printCall({ fn, args }: Extract<Expr, { kind: 'call' }>, visit: (x: Expr) => string): string {
  const operator = infix[fn];
  const texts = args.map(visit);
  return operator === undefined ? `${fn}(${texts.join(', ')})` : `(${texts.join(` ${operator} `)})`;
}
