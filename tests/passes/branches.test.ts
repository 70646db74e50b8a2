import { describe, expect, test } from 'vitest';
import { cond, grad, scan } from '../../src/autodiff/index.js';
import { input, makeGraph, type Graph, type LoopAttrs, type Tensor } from '../../src/graph/index.js';
import { add, and, constant, cos, less, mul, sin, sum, zeros } from '../../src/ops/index.js';
import { optimized, valuesAfterPasses } from '../support/optimized.js';

const x = input('x', { dtype: 'f32', shape: [3] });
const day = input('day', { dtype: 'bool', shape: [] });
const pick = (pred: Tensor | boolean, z: Tensor): Tensor => cond(pred, sin, cos, z) as Tensor;
const opsOf = (graph: Graph): string[] => graph.nodes.map(({ op }) => op.name);
const optimizedOps = (...ys: Tensor[]): string[] => opsOf(optimized(makeGraph([x, day], ys)));

describe('a branch whose condition is known when the graph is optimised', () => {
  test('is the way that is taken', () => {
    expect(optimizedOps(pick(true, x))).toEqual(['sin']);
    expect(optimizedOps(pick(false, x))).toEqual(['cos']);
    const says: string[] = [];
    optimized(makeGraph([x], [pick(true, x)]), (rule) => says.push(rule));
    expect(says).toEqual(['cond(known, a, b) = the one that is taken']);
  });

  test('also where it becomes known by other rules', () => {
    expect(optimizedOps(pick(less(1, constant(0)), x))).toEqual(['cos']);
    expect(optimizedOps(pick(and(day, false), x))).toEqual(['cos']);
  });

  test('also in a loop, in a branch, and in a derivative', () => {
    const loop = scan((total: Tensor, own: Tensor) => [add(total, pick(true, own)), null], zeros([]), x)[0];
    const inLoop = optimized(makeGraph([x, day], [loop])).nodes.find(({ op }) => op.loop)!;
    expect(opsOf((inLoop.attrs as LoopAttrs).body)).not.toContain('cond');
    const inBranch = cond(
      day,
      (z: Tensor) => pick(false, z),
      (z: Tensor) => mul(z, z),
      x,
    ) as Tensor;
    const [node] = optimized(makeGraph([x, day], [inBranch])).nodes;
    expect(node!.op.bodies!(node!.attrs).map(opsOf)).toEqual([['cos'], ['mul']]);
    expect(optimizedOps(grad((z: Tensor) => sum(pick(true, z)))(x) as Tensor)).toEqual(['cos']);
  });

  test('has the same value, and leaves others as they are', () => {
    const values = Float64Array.of(0.1, 0.2, 0.3);
    const fed = new Map([[x, { dtype: 'f32', shape: [3], data: values } as const]]);
    const [taken] = valuesAfterPasses([pick(true, x)], fed);
    expect(taken!.data).toEqual(values.map(Math.sin));
    expect(optimizedOps(pick(day, x))).toEqual(['cond']);
  });
});
