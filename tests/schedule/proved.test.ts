import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extentAt } from '../../src/base/index.js';
import { applicationsOf } from '../../src/check/index.js';
import { evaluateExpr, inOrder, inside, interval, type Axis, type Expr } from '../../src/expr/index.js';
import { applyNode, input, makeGraph, type Op } from '../../src/graph/index.js';
import { kernelsInOrder, type Kernel } from '../../src/kernels/index.js';
import { table } from '../../src/ops/index.js';
import { inParts } from '../../src/schedule/parts.js';
import { prepare } from '../../src/schedule/prepare.js';
import { js } from '../../codegen/js/index.js';
import { randomWholes } from '../support/randomWholes.js';
import { scheduled, type Whole } from '../support/scheduled.js';

// A load that a nest counts as proved needs no guard: wherever its axes stand, its index lies inside its buffer.

type Load = Extract<Expr, { kind: 'load' }>;

const loadsOf = (kernel: Kernel): Load[] =>
  kernel.form === 'map'
    ? inOrder(kernel.outputs.map(({ value }) => value)).filter((x) => x.kind === 'load')
    : kernel.form === 'scatter'
      ? inOrder([...(kernel.base ? [kernel.base.value] : []), ...kernel.index, kernel.value]).filter(
          (x) => x.kind === 'load',
        )
      : [];

const isProved = ({ from, index }: Load): boolean =>
  index.every((x, k) => {
    const bounds = interval(x);
    return bounds !== null && inside(bounds, from.shape[k]!);
  });

const batchSizes = [1, 2, 5];

/** Places where a proved load would lie outside: all its axes at either end, or in between as `part` says. */
function outside(load: Load, part: number): string[] {
  const axes = [...new Set(inOrder(load.index).filter((x): x is Axis => x.kind === 'axis'))];
  // What is read from memory may be anything: the bounds must hold for it all the same.
  const loaded = inOrder(load.index).filter((x): x is Load => x.kind === 'load');
  return batchSizes.flatMap((n) => {
    if (axes.some(({ extent }) => extentAt(extent, n) === 0)) return [];
    return [0, 1, part].flatMap((along) => {
      const at = new Map(
        axes.map((axis, k) => [axis, placeOn(axis, n, (along + (along === part ? k * 0.37 : 0)) % 1.01)]),
      );
      const buffers = new Map(loaded.map(({ from }) => [from, anything(from, n)]));
      const place = load.index.map((x) => evaluateExpr(x, at, { n, buffers }));
      const isInside = place.every((i, k) => i >= 0 && i < extentAt(load.from.shape[k]!, n));
      return isInside ? [] : [`${load.from.name}[${place.join()}] of [${load.from.shape.join()}] at N = ${n}`];
    });
  });
}

const placeOn = ({ extent }: Axis, n: number, along: number): number =>
  Math.min(extentAt(extent, n) - 1, Math.floor(along * extentAt(extent, n)));

function anything({ dtype, shape }: Load['from'], n: number) {
  const at = shape.map((extent) => extentAt(extent, n));
  const wild = dtype === 'bool' ? [0, 1] : [-2147483648, 2147483647, -1, 0, 7];
  const length = at.reduce((size, extent) => size * extent, 1);
  return { dtype, shape: at, data: Float64Array.from({ length }, (_, k) => wild[k % wild.length]!) };
}

function check(whole: Whole, part: number): { readonly proved: number; readonly wrong: readonly string[] } {
  const { program } = scheduled(whole, js.profile);
  const kernels = program.entries
    .flatMap(({ steps }) => kernelsInOrder(steps))
    .map((kernel): Kernel => (kernel.form === 'map' ? { ...kernel, ...inParts(kernel) } : kernel));
  for (const kernel of kernels) {
    if (kernel.form !== 'map') continue;
    const guarded = new Set(loadsOf(kernel).filter((load) => !isProved(load)));
    if (guarded.size === 0) expect(prepare(kernel, js.profile).bounds.guarded).toBe(0);
    else expect(prepare(kernel, js.profile).bounds.guarded).toBeGreaterThan(0);
  }
  const proved = kernels.flatMap(loadsOf).filter(isProved);
  return { proved: proved.length, wrong: proved.flatMap((load) => outside(load, part)) };
}

const usesOf = (op: Op): fc.Arbitrary<Whole> =>
  applicationsOf(op, { batch: true }).map(({ operands, attrs }) => {
    const xs = operands.map((operand, k) => input(`x${k}`, operand));
    return { xs, ys: makeGraph(xs, applyNode(op, xs, attrs).results).outputs };
  });

const parts = fc.double({ min: 0, max: 1, noNaN: true });

describe('loads that are proved inside are inside', () => {
  test.each(table.map((op) => ({ name: op.name, op })))('$name', ({ op }) => {
    fc.assert(
      fc.property(usesOf(op), parts, (whole, part) => {
        expect(check(whole, part).wrong).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  test('in programs over the whole table, nearly all of them', () => {
    let proved = 0;
    fc.assert(
      fc.property(randomWholes(), parts, (whole, part) => {
        const found = check(whole, part);
        proved += found.proved;
        expect(found.wrong).toEqual([]);
      }),
      { numRuns: 150 },
    );
    expect(proved).toBeGreaterThan(500);
  });
});
