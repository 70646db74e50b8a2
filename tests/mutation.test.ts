import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { range, type NdArray } from '../src/base/index.js';
import { autodiffOps } from '../src/autodiff/index.js';
import { applyNode, input, type Op, type Tensor } from '../src/graph/index.js';
import { flip, mul, neg, table, transpose } from '../src/ops/index.js';
import { applicationsOf, operandsOf, sampleApplications, type Application } from '../src/check/index.js';
import { check } from '../src/check/fault.js';
import { prepare } from '../src/check/prepare.js';

// Is the public gradient check sharp enough? Each vjp rule is broken in each of these ways, and each break must be seen.

type Break = (dx: Tensor) => Tensor | null;

/** The first two axes that are equally long, in each other's place: what a rule gives that takes the wrong one of them. */
function otherAxis(dx: Tensor): Tensor {
  const { shape } = dx;
  const pairs = range(shape.length).flatMap((a) => range(a).map((b) => [a, b] as const));
  const equal = pairs.find(([a, b]) => shape[a] === shape[b]);
  if (!equal) return dx;
  const [a, b] = equal;
  return transpose(
    dx,
    range(shape.length).map((k) => (k === a ? b : k === b ? a : k)),
  );
}

const breaks: Readonly<Record<string, Break>> = {
  'its sign is wrong': neg,
  'it is left out': () => null,
  'it is twice as large': (dx) => mul(dx, 2),
  'it is a thousandth too large': (dx) => mul(dx, 1.001),
  'its elements are in the wrong order': (dx) => flip(dx),
  'its axes are in the wrong order': otherAxis,
};

/** The op with one operand's cotangent broken; the last operand of a variadic op stands for all that follow. */
const broken = (op: Op, at: number, how: Break): Op => ({
  ...op,
  vjp: (node) => op.vjp!(node).map((dx, k) => (dx && Math.min(k, op.operands.length - 1) === at ? how(dx) : dx)),
});

/** Breaks that change nothing, and why. */
const harmless: Readonly<Record<string, string>> = {
  cast: 'derivatives flow only from f32 to f32, and such a cast is gone before anything is derived',
};

const tolerances = { rtol: 1e-6, atol: 1e-8 };

/** A use of an op at values, and the seed of cotangents and directions. */
interface Use {
  readonly application: Application;
  readonly values: readonly NdArray[];
  readonly seed: number;
}

/** Whether the derivatives of one use are right; null where nothing can be said. */
function isRight({ application: { op, operands, attrs }, values, seed }: Use): boolean | null {
  const leaves = operands.map((operand, k) => input(`x${k}`, operand));
  const { results } = applyNode(op, leaves, attrs);
  const isFloat = ({ dtype }: Tensor): boolean => dtype === 'f32';
  const xs = leaves.filter(isFloat);
  const ys = results.filter(isFloat);
  if (xs.length === 0 || ys.length === 0) return null;
  const point = { values: new Map(leaves.map((leaf, k) => [leaf, values[k]!])), n: 1 };
  const prepared = prepare({ xs, ys }, 1);
  // Some directions move one operand alone: two seeds, so that each operand is moved somewhere.
  const kinds = [seed, seed + 1].map((one) => check(prepared, point, one, tolerances).kind);
  return kinds.includes('wrong') ? false : kinds.includes('right') ? true : null;
}

/** Uses of an op with values: its samples, and random ones, among them some whose axes are equally long. */
function usesOf(op: Op): Use[] {
  const random = fc.sample(applicationsOf(op), { numRuns: 1500, seed: 1 });
  const square = random.filter(({ operands }) =>
    operands.some(
      ({ shape, dtype }) => dtype === 'f32' && shape.length > 1 && shape[0] === shape[1] && Number(shape[0]) > 1,
    ),
  );
  return [...sampleApplications(op), ...random.slice(0, 15), ...square.slice(0, 10)].map((application, k) => ({
    application,
    values: fc.sample(operandsOf(application), { numRuns: 1, seed: k })[0]!,
    seed: 2 * k,
  }));
}

const derived = table.filter(({ vjp }) => vjp).map((op) => ({ name: op.name, op }));

describe.each(derived)('$name', ({ op }) => {
  const uses = usesOf(op);
  const operands = op.operands.map((operand, k) => ({ operand, k }));
  const flows = (k: number): boolean =>
    uses.some(({ application }) => {
      const xs = application.operands.map((own, at) => input(`x${at}`, own));
      const { inputs, attrs, results } = applyNode(op, xs, application.attrs);
      if (results.some(({ dtype }) => dtype !== 'f32')) return false;
      return (op.vjp!({ inputs, attrs, ys: results, dys: results })[k] ?? null) !== null;
    });

  test('as it is, it is right', () => {
    const verdicts = uses.map(isRight);
    expect(verdicts).toContain(true);
    expect(verdicts).not.toContain(false);
  });

  test.each(operands.filter(({ k }) => flows(k)))('every break of the cotangent of $operand is seen', ({ k }) => {
    const survivors = Object.entries(breaks).filter(([, how]) => {
      const mutant = broken(op, k, how);
      return uses.every((use) => isRight({ ...use, application: { ...use.application, op: mutant } }) !== false);
    });
    const expected = Object.hasOwn(harmless, op.name) ? Object.keys(breaks) : [];
    expect(survivors.map(([name]) => name)).toEqual(expected);
  });
});

test('every op with a derivative is in the table, or stands for a function of others', () => {
  expect(autodiffOps.filter((op) => !op.bodies).map(({ name }) => name)).toEqual([]);
});
