import { compile, type ProgramInstance } from '../../src/compiler/index.js';
import { e, evaluateExpr, functions, special, type Expr } from '../../src/expr/index.js';
import {
  digamma,
  erfinv,
  f32,
  gelu,
  lgamma,
  logit,
  polygamma,
  program,
  rsqrt,
  silu,
  sqrt,
  type Tensor,
} from '../../src/index.js';
import { singles } from './inputs.js';
import { errorInUlp } from './ulp.js';

interface Composed {
  readonly name: string;
  readonly of: (x: Tensor) => Tensor;
  readonly exact: (x: number) => number;
  /** Only operands from here on. */
  readonly from?: number;
  /** One in 160 of the operands: what is exact takes long. */
  readonly isSparse?: true;
}

const exactSilu = (x: number): number => x * functions.sigmoid.evaluate(x);
const exactGelu = (x: number): number => 0.5 * x * functions.erfc.evaluate(-x * Math.SQRT1_2);

/** The formula in float64, which the tests hold to 2e-14. */
const inDoubles =
  (f: (x: Expr) => Expr) =>
  (x: number): number =>
    evaluateExpr(f(e.constant(x, 'f32')), new Map(), { n: 1, buffers: new Map() });

/** What is one instruction, or made of several functions, as a model computes it; with the same formula in float64. */
const composed: readonly Composed[] = [
  { name: 'sqrt', of: sqrt, exact: Math.sqrt },
  { name: 'rsqrt', of: rsqrt, exact: (x) => 1 / Math.sqrt(x) },
  { name: 'silu, x from -5', of: silu, exact: exactSilu, from: -5 },
  { name: 'silu', of: silu, exact: exactSilu },
  { name: 'gelu, x from -5', of: (x) => gelu(x), exact: exactGelu, from: -5 },
  { name: 'gelu', of: (x) => gelu(x), exact: exactGelu },
  { name: 'lgamma, x from 0', of: lgamma, exact: inDoubles(special.lgamma), from: 0, isSparse: true },
  { name: 'digamma, x from 0', of: digamma, exact: inDoubles(special.digamma), from: 0, isSparse: true },
  {
    name: 'polygamma of order 1',
    of: (x) => polygamma(1, x),
    exact: inDoubles((x) => special.polygamma(1, x)),
    isSparse: true,
  },
  { name: 'erfinv', of: erfinv, exact: inDoubles(special.erfinv), isSparse: true },
  { name: 'logit', of: logit, exact: inDoubles(special.logit), isSparse: true },
];

/** The largest error of each, in units of the last place, and where it is. */
export function measureComposed(stride: number): { name: string; largest: number; at: number }[] {
  return composed.map(({ name, of, exact, from = -Infinity, isSparse }) => {
    const own = program({ inputs: { x: f32('N') }, outputs: ({ x }) => ({ y: of(x) }) });
    const { run } = compile(own, { target: 'wasm' }) as ProgramInstance;
    let worst = { name, largest: -1, at: NaN };
    let batch: number[] = [];
    const flush = (): void => {
      const { y } = run({ x: Float32Array.from(batch) } as never) as unknown as { readonly y: Float32Array };
      batch.forEach((x, k) => {
        const error = errorInUlp(y[k]!, exact(x));
        if (error > worst.largest) worst = { name, largest: error, at: x };
      });
      batch = [];
    };
    for (const [x] of singles(isSparse ? 160 * stride : stride)) {
      if (x! < from) continue;
      batch.push(x!);
      if (batch.length === 65_536) flush();
    }
    flush();
    return worst;
  });
}
