import { gradients, scan } from '../../src/autodiff/index.js';
import { unreachable } from '../../src/base/index.js';
import type { Tensor } from '../../src/graph/index.js';
import { add, matmul, mul, sigmoid, split, sub, sum, tanh } from '../../src/ops/index.js';
import { golden, type Golden } from './golden.js';
import { checkCases, leaf, type GoldenCase } from './goldenCases.js';

// Recurrent layers as scans of their cells, with the gradients of all weights, inputs and first states: as JAX' scan and PyTorch's layers.

type Named<T> = Readonly<Record<string, T>>;

interface Recurrent {
  readonly cell: 'lstm' | 'gru';
  readonly reverse: boolean;
  readonly shapes: Named<readonly number[]>;
  readonly given: Named<readonly Golden[]>;
  readonly cotangents: Named<readonly Golden[]>;
  readonly found: Named<readonly Golden[]>;
  readonly gradients: Named<readonly Golden[]>;
}

const { cases } = golden<{ readonly cases: readonly Recurrent[] }>('scans');

/** A tensor of a record that is known to have it. */
const of =
  (tensors: Named<Tensor>) =>
  (name: string): Tensor =>
    tensors[name] ?? unreachable(`there is no ${name}`);

function lstm(w: ReturnType<typeof of>, { h, c }: Named<Tensor>, x: Tensor): Named<Tensor> {
  const gates = add(add(matmul(x, w('kernel')), matmul(h!, w('recurrent'))), w('bias'));
  const [i, f, g, o] = split(gates, 4, { axis: 1 });
  const next = add(mul(sigmoid(f!), c!), mul(sigmoid(i!), tanh(g!)));
  return { h: mul(sigmoid(o!), tanh(next)), c: next };
}

function gru(w: ReturnType<typeof of>, { h }: Named<Tensor>, x: Tensor): Named<Tensor> {
  const [r, z, n] = split(add(matmul(x, w('kernel')), w('bias')), 3, { axis: 1 });
  const [r1, z1, n1] = split(add(matmul(h!, w('recurrent')), w('recurrentBias')), 3, { axis: 1 });
  const update = sigmoid(add(z!, z1!));
  const candidate = tanh(add(n!, mul(sigmoid(add(r!, r1!)), n1!)));
  return { h: add(mul(sub(1, update), candidate), mul(update, h!)) };
}

function layered({ cell, reverse }: Recurrent, w: ReturnType<typeof of>): Named<Tensor> {
  const first = cell === 'lstm' ? { h: w('h'), c: w('c') } : { h: w('h') };
  const step = (carry: Named<Tensor>, x: Tensor): [Named<Tensor>, Tensor] => {
    const next = (cell === 'lstm' ? lstm : gru)(w, carry, x);
    return [next, next['h']!];
  };
  const [last, hs] = scan(step as never, first as never, w('xs'), { reverse }) as unknown as [Named<Tensor>, Tensor];
  return { ...last, hs };
}

checkCases(
  cases.map((one, k): GoldenCase => {
    const operands = Object.entries(one.given).map(([name, data]) => [name, leaf(one.shapes[name]!, data)] as const);
    const w = of(Object.fromEntries(operands.map(([name, x]) => [name, x.leaf])));
    const made = layered(one, w);
    const dys = Object.entries(one.cotangents).map(([name, data]) => [name, leaf(one.shapes[name]!, data)] as const);
    const total = dys.map(([name, dy]) => sum(mul(made[name]!, dy.leaf))).reduce((a, b) => add(a, b));
    return {
      name: `${k}: ${one.cell} of ${one.shapes['xs']!.join(' x ')}${one.reverse ? ', from the end' : ''}`,
      operands: [...operands, ...dys].map(([, x]) => x),
      ys: [
        ...dys.map(([name]) => made[name]!),
        ...gradients(
          total,
          operands.map(([, x]) => x.leaf),
        ),
      ],
      expected: [...dys.map(([name]) => one.found[name]!), ...operands.map(([name]) => one.gradients[name]!)],
    };
  }),
  { reference: 1e-7, compiled: 3e-6 },
);
