import fc from 'fast-check';
import * as prettier from 'prettier';
import { expect, test } from 'vitest';
import { range } from '../../src/base/index.js';
import { gradients } from '../../src/autodiff/index.js';
import { applicationsOf, randomGraph } from '../../src/check/index.js';
import { applyNode, input, makeGraph, type Op } from '../../src/graph/index.js';
import { add, sum, table } from '../../src/ops/index.js';
import { js } from '../../codegen/js/index.js';
import { randomWholes } from '../support/randomWholes.js';
import { scheduled, throughPasses, type Whole } from '../support/scheduled.js';

// Whatever program is printed: prettier would change nothing in it, and the same program gives the same bytes.

const options: prettier.Options = { parser: 'babel', printWidth: 120, singleQuote: true };
const textOf = (whole: Whole): string => js.emit(scheduled(whole, js.profile).schedule, { prefix: '' }).text;

/** The first line that prettier would write in another way, beside what it would write. */
async function changed(whole: Whole): Promise<string[]> {
  const text = textOf(whole);
  const lines = text.split('\n');
  const pretty = (await prettier.format(text, options)).split('\n');
  const at = lines.findIndex((line, k) => line !== pretty[k]);
  return at < 0 && lines.length === pretty.length ? [] : [`${lines[at]}\n${pretty[at]}`];
}

function withGradients(seed: number): Whole {
  const { inputs, outputs } = randomGraph(seed, 8 + (seed % 18));
  const loss = outputs.map((y) => sum(y)).reduce((total, y) => add(total, y));
  return throughPasses({ xs: inputs, ys: [...outputs, ...gradients(loss, inputs, { allowUnused: true })] });
}

function usesOf(op: Op): Whole[] {
  return fc.sample(applicationsOf(op, { batch: true }), { numRuns: 2, seed: 3 }).map(({ operands, attrs }) => {
    const xs = operands.map((operand, k) => input(`x${k}`, operand));
    return { xs, ys: makeGraph(xs, applyNode(op, xs, attrs).results).outputs };
  });
}

test('random programs are printed as prettier would', async () => {
  const found = await Promise.all(range(30).map((seed) => changed(withGradients(20_000 + seed))));
  expect(found.flat()).toEqual([]);
});

test('programs over the whole table are printed as prettier would', async () => {
  const wholes = fc.sample(randomWholes(), { numRuns: 30, seed: 5 });
  const found = await Promise.all(wholes.map(changed));
  expect(found.flat()).toEqual([]);
});

test('every op is printed as prettier would', async () => {
  const found = await Promise.all(table.flatMap(usesOf).map(changed));
  expect(found.flat()).toEqual([]);
});

test('the same program is the same text', () => {
  for (const seed of range(8)) expect(textOf(withGradients(seed))).toBe(textOf(withGradients(seed)));
});
