import { describe, expect, test } from 'vitest';
import type { NdArray } from '../src/base/index.js';
import { apply, evaluate, input, makeGraph, verifyGraph, type Op, type Tensor } from '../src/graph/index.js';
import { mul, reduceSum, scalar, table } from '../src/ops/index.js';
import { applyRule, constantLike, rewriting, tables, type Rule } from '../src/passes/index.js';
import { cotangents } from '../src/autodiff/reverse.js';
import type { Pattern } from '../src/passes/pattern.js';
import { far } from './support/ndarrays.js';
import { draw, randomNumbers } from './support/samples.js';

const opOf = (name: string): Op => table.find((op) => op.name === name) ?? expect.fail(`no op is named ${name}`);

/** The left side of a rule over actual operands; a number is a constant like the operand beside it. */
function leftSide(pattern: Pattern, given: Readonly<Record<string, Tensor>>): Tensor {
  switch (pattern.kind) {
    case 'hole':
      return pattern.of ? leftSide(pattern.of, given) : given[pattern.name]!;
    case 'number':
      return expect.fail('a number alone has no dtype');
    case 'op': {
      const parts = pattern.inputs.map((part) => (part.kind === 'number' ? null : leftSide(part, given)));
      // The condition of a select is beside no value of its own dtype.
      const like = parts.findLast((part) => part !== null)!;
      const inputs = parts.map((part, k) => {
        const one = pattern.inputs[k]!;
        if (part || one.kind !== 'number') return part!;
        const isCondition = pattern.op === 'select' && k === 0;
        return constantLike(one.value, { dtype: isCondition ? 'bool' : like.dtype, shape: like.shape });
      });
      return apply(opOf(pattern.op), inputs, {});
    }
  }
}

interface Trial {
  readonly left: Tensor;
  readonly fed: Map<Tensor, NdArray>;
}

function trialOf({ left, holes, limits }: Rule, seed: number): Trial {
  const random = randomNumbers(seed);
  const fed = new Map<Tensor, NdArray>();
  const given = Object.fromEntries(
    holes.map((name) => {
      const { dtype = 'f32', shape = [3, 4], domain = [-2, 2] } = limits.on?.[name] ?? {};
      const x = input(name, { dtype, shape });
      fed.set(x, draw(shape, random, dtype, domain));
      return [name, x];
    }),
  );
  return { left: limits.example ? limits.example(given) : leftSide(left, given), fed };
}

const valuesOf = (ys: readonly Tensor[], fed: Trial['fed']): NdArray[] => evaluate(ys, { values: fed });

/** The gradients of a weighted sum of the elements. */
function gradientsOf(y: Tensor, fed: Trial['fed']): NdArray[] {
  if (y.dtype !== 'f32') return [];
  const weights = input('w', y);
  const values = new Map(fed).set(weights, draw(y.shape as number[], randomNumbers(5)));
  const total = reduceSum(
    mul(y, weights),
    y.shape.map((_, k) => k),
  );
  const xs = [...fed.keys()].filter(({ dtype }) => dtype === 'f32');
  const dxs = cotangents([total], [scalar(1)], xs).map((dx, k) => dx ?? constantLike(0, xs[k]!));
  return valuesOf(dxs, values);
}

const firstFiring = (rule: Rule, t: Tensor): Tensor | null => {
  let found: Tensor | null = null;
  const one = rewriting('one', [rule]);
  one.run(makeGraph([...inputsOf(t)], [t]), (says) => (found ??= says === rule.says ? t : null));
  return found;
};

function inputsOf(t: Tensor, seen = new Set<Tensor>()): Set<Tensor> {
  if (t.node.op.name === 'input') seen.add(t);
  t.node.inputs.forEach((x) => inputsOf(x, seen));
  return seen;
}

describe.each(Object.entries(tables))('%s', (_, rules) => {
  test.each(rules.map((rule) => [rule.says, rule] as const))('%s', (_, rule) => {
    for (const seed of [1, 2, 3]) {
      const { left, fed } = trialOf(rule, seed);
      expect(firstFiring(rule, left), 'the rule fires').not.toBeNull();
      const [shared] = makeGraph([...fed.keys()], [left]).outputs;
      const right = applyRule(rule, shared!);
      expect(right, 'it fires at the root of its left side').not.toBeNull();
      expect(verifyGraph(makeGraph([...fed.keys()], [right!]))).toEqual([]);
      expect(far(valuesOf([right!], fed)[0]!, valuesOf([left], fed)[0]!)).toBeLessThan(1e-12);
      const expected = gradientsOf(left, fed);
      gradientsOf(right!, fed).forEach((dx, k) => expect(far(dx, expected[k]!)).toBeLessThan(1e-9));
    }
  });
});

test('no two rules of all tables have one name', () => {
  const names = Object.values(tables).flatMap((rules) => rules.map(({ says }) => says));
  expect(names.filter((name, k) => names.indexOf(name) < k)).toEqual([]);
});
