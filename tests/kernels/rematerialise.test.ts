import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { js } from '../../codegen/js/index.js';
import { wasmProfile } from '../../codegen/wasm/index.js';
import { polynomialAt, range, type NdArray } from '../../src/base/index.js';
import { gradients } from '../../src/autodiff/index.js';
import { draw, randomNumbers } from '../../src/check/index.js';
import { input, makeGraph, printGraph, type Tensor } from '../../src/graph/index.js';
import {
  capacityOf,
  planMemory,
  rematerialise,
  withBodies,
  type Kernel,
  type Program,
  type Step,
} from '../../src/kernels/index.js';
import * as o from '../../src/ops/index.js';
import { makeSchedule } from '../../src/schedule/index.js';
import { loopOf } from '../support/nestedOps.js';
import { randomChains } from '../support/randomChains.js';
import { randomWholes, type RandomWhole } from '../support/randomWholes.js';
import { compiledJs, emittedJs, type Runnable } from '../support/runJs.js';
import { compiledWasm } from '../support/runWasm.js';
import { scheduled, throughPasses, type Whole } from '../support/scheduled.js';

const targets = {
  js: { compiled: compiledJs, profile: js.profile },
  wasm: { compiled: compiledWasm, profile: wasmProfile },
} as const;

type Fed = ReadonlyMap<Tensor, NdArray>;

const arenaOf = (whole: Whole, { profile }: (typeof targets)[keyof typeof targets]): number =>
  polynomialAt(scheduled(whole, profile).plan.arena, capacityOf(1));

function bitsOf(run: Runnable, fed: Fed, n: number): unknown {
  const { results, variables } = run(fed, n);
  return [...results, ...variables].map(({ data }) => [...data].map((x) => (Object.is(x, -0) ? '-0' : x)));
}

/** Errors with the graph that they came from. */
function about({ xs, ys, updates = new Map() }: Whole, f: () => void): void {
  try {
    f();
  } catch (error) {
    throw new Error(`${String(error)}\n${printGraph(makeGraph(xs, [...ys, ...updates.values()]))}`, { cause: error });
  }
}

const shares = fc.constantFrom(0.9, 0.8, 0.7, 0.6, 0.4, 0);
const batchSizes = fc.constantFrom(1, 2, 3, 5, 17);

describe.each(Object.entries(targets))('within a budget, on %s', (_, target) => {
  const { compiled } = target;

  test('a training step gives the same bits in less memory', () => {
    const found = { less: 0, all: 0 };
    fc.assert(
      fc.property(randomChains(), shares, batchSizes, ({ whole, values }, share, n) => {
        about(whole, () => {
          const squeezed = { ...whole, share };
          const [before, after] = [arenaOf(whole, target), arenaOf(squeezed, target)];
          expect(after).toBeLessThanOrEqual(before);
          found.all++;
          if (after < before) found.less++;
          const fed = values(n);
          expect(bitsOf(compiled(squeezed), fed, n)).toEqual(bitsOf(compiled(whole), fed, n));
        });
      }),
      { numRuns: 30 },
    );
    expect(found.less / found.all).toBeGreaterThan(0.3);
  }, 120_000);

  test('so does any program', () => {
    fc.assert(
      fc.property(randomWholes(12), shares, batchSizes, (random, share, n) => {
        const whole = withGradients(random);
        const given = random.values(n);
        const fed = new Map(whole.xs.map((x, k) => [x, given.get(random.xs[k]!)!]));
        about(whole, () => {
          const squeezed = { ...whole, share };
          expect(arenaOf(squeezed, target)).toBeLessThanOrEqual(arenaOf(whole, target));
          expect(bitsOf(compiled(squeezed), fed, n)).toEqual(bitsOf(compiled(whole), fed, n));
        });
      }),
      { numRuns: 30 },
    );
  });

  test('what a kernel has written over by itself is not read to make its results again', () => {
    const { whole, fed } = keptBesideAnUpdate();
    const squeezed = { ...whole, share: 0 };
    expect(bitsOf(compiled(squeezed), fed, 1)).toEqual(bitsOf(compiled(whole), fed, 1));
  });

  test('a loop makes slices again that several kernels made, one over the other', () => {
    const { whole, fed } = overwrittenSlices();
    const squeezed = { ...whole, share: 0 };
    expect(arenaOf(squeezed, target)).toBeLessThan(arenaOf(whole, target) / 2);
    expect(bitsOf(compiled(squeezed), fed, 1)).toEqual(bitsOf(compiled(whole), fed, 1));
  });
});

test('a copy of a carry that is changed where it is stacked is no copy', () => {
  const { whole, fed } = changedCopies();
  const usual = scheduled(whole, js.profile);
  const { program, before, after } = rematerialise(filledApart(usual.program), { bytes: 0, batch: 1 }, false);
  expect(after).toBeLessThan(before);
  const plan = planMemory(program);
  const squeezed = { whole, program, plan, schedule: makeSchedule(program, plan, js.profile) };
  expect(bitsOf(emittedJs(squeezed), fed, 1)).toEqual(bitsOf(emittedJs(usual), fed, 1));
});

/** A variable's new value, made by the kernel that also makes what is kept for long; `late` reads the kept value in the end. */
function keptBesideAnUpdate(): { whole: Whole; fed: Fed } {
  const [v, m] = [input('v', { dtype: 'f32', shape: [32, 32] }), input('m', { dtype: 'f32', shape: [32, 32] })];
  const kept = o.tanh(o.mul(v, 3));
  const chain = range(4).reduce((x) => o.matmul(o.tanh(o.matmul(x, m)), x), kept);
  const random = randomNumbers(2);
  const fed = new Map([v, m].map((one) => [one, draw([32, 32], random, 'f32', [-0.2, 0.2])]));
  return { whole: { xs: [v, m], ys: [o.add(chain, kept)], updates: new Map([[v, o.add(kept, v)]]) }, fed };
}

/** A loop that sets a row of what it has made and stacks that, and one that reads it from the last to the first. */
function overwrittenSlices(): { whole: Whole; fed: Fed } {
  const [h, x] = [input('h', { dtype: 'f32', shape: [8] }), input('x', { dtype: 'f32', shape: [10, 8] })];
  const steps = o.reshape(o.iota([6], { dtype: 'f32' }), [6, 1]);
  const [last, all] = loopOf({ init: [h], xs: [x], constants: [steps], length: 10 }, ([p], [row], [k]) => {
    const made = o.tanh(o.mul(k!, p!));
    return [o.sin(p!), o.scatterSet(made, o.constant([2], { dtype: 'i32' }), o.expandDims(row!, 0))];
  });
  const [y] = loopOf({ init: [last!], xs: [all!], length: 10, reverse: true }, ([p], [part]) => [
    o.tanh(o.add(p!, o.sum(o.cumsum(part!, { axis: 0 }), { axis: 0 }))),
  ]);
  const random = randomNumbers(1);
  const fed = new Map([h, x].map((one) => [one, draw(one.shape as number[], random, 'f32', [-0.2, 0.2])]));
  return { whole: { xs: [h, x], ys: [y!] }, fed };
}

/** A loop that stacks what it finds in its carry with a row of it set, and what it computes from all of the carry. */
function changedCopies(): { whole: Whole; fed: Fed } {
  const [h, x] = [input('h', { dtype: 'f32', shape: [6, 8] }), input('x', { dtype: 'f32', shape: [10, 8] })];
  const [last, parts, waves, others] = loopOf({ init: [h], xs: [x], length: 10 }, ([p], [row]) => {
    const set = o.scatterSet(p!, o.constant([2], { dtype: 'i32' }), o.expandDims(row!, 0));
    return [o.sin(o.add(p!, row!)), set, o.tanh(p!), o.exp(p!)];
  });
  const [y] = loopOf(
    { init: [last!], xs: [parts!, waves!, others!], length: 10, reverse: true },
    ([p], [part, wave, other]) => [o.tanh(o.add(o.mul(p!, part!), o.mul(wave!, other!)))],
  );
  const random = randomNumbers(3);
  const fed = new Map([h, x].map((one) => [one, draw(one.shape as number[], random, 'f32', [-0.5, 0.5])]));
  return { whole: { xs: [h, x], ys: [y!] }, fed };
}

/** The same program, in which what a scatter starts from is copied to its place by a kernel of its own. */
function filledApart(program: Program): Program {
  const apart = (steps: readonly Step[]): Step[] =>
    steps.flatMap((step): Step[] => {
      if (step.kind !== 'kernel') return [withBodies(step, apart)];
      const { kernel } = step;
      if (kernel.form !== 'scatter' || !kernel.base) return [step];
      const { name, sources, base } = kernel;
      const fill: Kernel = { form: 'map', name, sources, reasons: [], axes: base.axes, outputs: [base] };
      return [fill, { ...kernel, base: null }].map((one) => ({ kind: 'kernel', kernel: one }));
    });
  return { ...program, entries: program.entries.map((entry) => ({ ...entry, steps: apart(entry.steps) })) };
}

/** A random program with its gradients: what it computes first is read again late. */
function withGradients({ xs, ys, updates }: RandomWhole): Whole {
  const floats = xs.filter(({ dtype }) => dtype === 'f32');
  const terms = ys.filter(({ dtype }) => dtype === 'f32').map((y) => o.sum(o.tanh(y)));
  const loss = terms.reduce((a, b) => o.add(a, b), o.sum(o.mul(floats[0]!, floats[0]!)));
  const dxs = gradients(loss, floats, { allowUnused: true });
  return throughPasses({ xs, ys: [loss, ...dxs], ...(updates && { updates }) });
}
