import fc from 'fast-check';
import { test } from 'vitest';
import { applyNode, input, makeGraph } from '../../src/graph/index.js';
import { applicationsOf, operandsOf } from '../../src/check/index.js';
import { convolveOp } from '../../src/ops/index.js';
import { faultsOf, runners } from '../support/runners.js';
test('x', () => {
    const uses = applicationsOf(convolveOp, { batch: true }).chain((application) =>
      fc.constantFrom(1, 2, 3, 7).chain((n) => operandsOf(application, n).map((values) => ({ application, n, values }))),
    );
    const r = fc.check(
      fc.property(uses, ({ application, n, values }) => {
    const xs = application.operands.map((operand, k) => input(`x${k}`, operand));
    const ys = makeGraph(xs,applyNode(application.op, xs, application.attrs).results).outputs;
        return faultsOf({ xs, ys }, runners['js']!({ xs, ys }), new Map(xs.map((x, k) => [x, values[k]!])), n).length === 0;
      }),
      { numRuns: 40, seed: 1 },
    );
    const c = r.counterexample?.[0]!;
    console.log(JSON.stringify({ attrs: c.application.attrs, operands: c.application.operands, n: c.n }));
    console.log(String(r.errorInstance).slice(0,6000));
});
