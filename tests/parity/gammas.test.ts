import { describe, expect, test } from 'vitest';
import { special, e, evaluateExpr, type Expr } from '../../src/expr/index.js';
import * as ops from '../../src/ops/index.js';
import { polyGamma, logGamma } from '../../src/ops/families/gammas.js';
import { inverseErrorIntegral } from '../../src/ops/families/errorIntegral.js';
import { given, golden, type Golden } from './golden.js';
import { compiledValues } from './goldenCases.js';

// The functions around Γ, erfinv and logit against mpmath: what ops lower to, the reference, and what is compiled.

interface Values {
  readonly gammas: {
    readonly x: readonly number[];
    readonly lgamma: readonly Golden[];
    readonly digamma: readonly Golden[];
    readonly polygamma: Readonly<Record<string, readonly Golden[]>>;
  };
  readonly erfinv: { readonly x: readonly number[]; readonly value: readonly Golden[] };
  readonly logit: { readonly x: readonly number[]; readonly value: readonly Golden[] };
}

const { gammas, erfinv, logit } = golden<Values>('gammas');

interface Row {
  readonly name: string;
  readonly f: (x: Expr) => Expr;
  readonly reference: (x: number) => number;
  readonly op: (x: ReturnType<typeof given>['leaf']) => ReturnType<typeof ops.neg>;
  readonly x: readonly number[];
  readonly value: readonly Golden[];
}

const rows: readonly Row[] = [
  { name: 'lgamma', f: special.lgamma, reference: logGamma, op: ops.lgamma, x: gammas.x, value: gammas.lgamma },
  {
    name: 'digamma',
    f: special.digamma,
    reference: (x) => polyGamma(0, x),
    op: ops.digamma,
    x: gammas.x,
    value: gammas.digamma,
  },
  ...Object.entries(gammas.polygamma).map(([n, value]): Row => ({
    name: `polygamma ${n}`,
    f: (x) => special.polygamma(Number(n), x),
    reference: (x) => polyGamma(Number(n), x),
    op: (x) => ops.polygamma(Number(n), x),
    x: gammas.x,
    value,
  })),
  { name: 'erfinv', f: special.erfinv, reference: inverseErrorIntegral, op: ops.erfinv, ...erfinv },
  { name: 'logit', f: special.logit, reference: (x) => Math.log(x / (1 - x)), op: ops.logit, ...logit },
];

/** A function of an expression at a number. */
const at = (f: (x: Expr) => Expr, x: number): number =>
  evaluateExpr(f(e.constant(x, 'f32')), new Map(), { n: 1, buffers: new Map() });

/** How far off, relative to the greater of the value and `floor`. */
const offBy = (found: number, expected: Golden, floor: number): number =>
  Object.is(found, Number(expected))
    ? 0
    : Math.abs(found - Number(expected)) / Math.max(floor, Math.abs(Number(expected)));

const worst = (f: (x: number) => number, { x, value }: Row, floor: number): number =>
  Math.max(...x.map((one, k) => offBy(f(one), value[k]!, floor)));

describe.each(rows)('$name', (row) => {
  // Between the poles there are zeros, near which no formula of these keeps all digits: there of 1.
  const isAround = row.name !== 'logit' && row.name !== 'erfinv';
  test('what it lowers to', () => expect(worst((x) => at(row.f, x), row, isAround ? 1e-2 : 0)).toBeLessThan(2e-14));
  test('the reference', () => expect(worst(row.reference, row, 1)).toBeLessThan(1e-13));

  test.each(['js', 'wasm'] as const)('compiled to %s', (target) => {
    const single = row.x.map((x, k) => ({ x, value: row.value[k]! })).filter(({ x }) => Math.fround(x) === x);
    const x = given(
      [single.length],
      single.map((one) => one.x),
    );
    const [y] = compiledValues(target, { ys: [row.op(x.leaf)], operands: [x] });
    const off = single.map(({ value }, k) => offBy(y![k]!, value, isAround ? 0.1 : 0));
    const beyond = single.filter(({ value }) => Math.abs(Number(value)) > 3.4e38 || Math.abs(Number(value)) < 1e-37);
    const counted = off.filter((_, k) => !beyond.includes(single[k]!));
    expect(Math.max(...counted)).toBeLessThan(target === 'js' ? 1.2e-7 : 4e-6);
  });
});

describe('at poles and ends', () => {
  const everywhere = (row: (typeof rows)[number]['op'], xs: readonly number[]): number[][] =>
    (['nests', 'js', 'wasm'] as const).map((target) => {
      const x = given([xs.length], xs);
      return compiledValues(target, { ys: [row(x.leaf)], operands: [x] })[0]!;
    });
  const same = (values: readonly number[]): number[][] => [0, 1, 2].map(() => [...values]);

  test('lgamma is infinite', () => {
    const xs = [0, -0, -1, -7, -8388608, Infinity, -Infinity, NaN];
    expect(everywhere(ops.lgamma, xs)).toEqual(same([...xs.slice(0, -1).map(() => Infinity), NaN]));
  });
  test('digamma has a side at 0 and none elsewhere', () => {
    expect(everywhere(ops.digamma, [0, -0, -1, -5, Infinity])).toEqual(same([-Infinity, Infinity, NaN, NaN, Infinity]));
  });
  test('polygamma of odd order is infinite on both sides', () => {
    expect(everywhere((x) => ops.polygamma(1, x), [0, -1, -4, Infinity])).toEqual(
      same([Infinity, Infinity, Infinity, 0]),
    );
    expect(everywhere((x) => ops.polygamma(2, x), [0, -1, -4])).toEqual(same([-Infinity, NaN, NaN]));
  });
  test('erfinv and logit', () => {
    expect(everywhere(ops.erfinv, [1, -1, 1.5, -2, 0])).toEqual(same([Infinity, -Infinity, NaN, NaN, 0]));
    expect(everywhere(ops.logit, [1, 0, 1.5, -2, 0.5])).toEqual(same([Infinity, -Infinity, NaN, NaN, 0]));
  });
});
