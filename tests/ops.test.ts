import { describe, expect, test } from 'vitest';
import { applyNode, evaluate, input } from '../src/graph/index.js';
import { table } from '../src/ops/index.js';
import { lowered } from './support/lowered.js';
import { operandsOf, far } from './support/samples.js';

describe.each(table.map((op) => [op.name, op] as const))('%s', (_, op) => {
  test.each(op.samples.map((sample, k) => [k, sample] as const))(
    'sample %i: the kernel means the reference',
    (_, sample) => {
      const values = operandsOf(sample, 1);
      const xs = values.map(({ dtype, shape }, k) => input(`x${k}`, { dtype, shape }));
      const node = applyNode(op, xs, sample.attrs);
      const reference = evaluate(node.results, { values: new Map(xs.map((x, k) => [x, values[k]!])) });
      reference.forEach((value, k) => {
        expect(value.shape).toEqual(node.results[k]!.shape);
        expect(value.dtype).toBe(node.results[k]!.dtype);
      });
      if (op.lower) lowered(node, values).forEach((value, k) => expect(far(value, reference[k]!)).toBeLessThan(1e-11));
    },
  );
});
