import {
  dtypeMismatch,
  dtypes as wraps,
  sameShape,
  shapeMismatch,
  type DType,
  type NdArray,
} from '../../base/index.js';
import type { Expr } from '../../expr/index.js';
import { apply, currentSource, withSource, type Op, type Sample, type Tensor } from '../../graph/index.js';
// First: what calls this while the files are still loading needs it.
import { single, type Each, type NoAttrs } from './single.js';
import { alignBatch } from './batching.js';
import { broadcastTogether } from './broadcasting.js';
import { named, sameDtype, tensorOf, type Operand } from './operand.js';

type Names = readonly string[];

interface Rules<N extends Names> {
  readonly name: string;
  /** The public function, where that is called otherwise. */
  readonly called?: string;
  /** The dtypes that it takes; f32 alone where absent. */
  readonly dtypes?: readonly DType[];
  /** The dtype of the result, if not the operands'. */
  readonly result?: DType;
  /** Cotangents of the operands; absent where the function is flat between its steps. */
  vjp?(node: { readonly inputs: Each<N, Tensor>; readonly y: Tensor; readonly dy: Tensor }): Each<N, Tensor | null>;
  lower(...xs: Each<N, Expr>): Expr;
  /** The value in float64, from the operands' values and their dtype; wrapped into the result's. */
  reference(...xs: readonly [...Each<N, number>, dtype: DType]): number;
  /** Where the samples draw each operand from. */
  readonly domain?: readonly (readonly [number, number])[];
  readonly avoid?: (values: readonly NdArray[]) => boolean;
}

/** A public function of one operand and its op. */
export type Unary = ((x: Operand) => Tensor) & { readonly op: Op<NoAttrs> };
/** A public function of two operands, which broadcast, and its op. */
export type Binary = ((a: Operand, b: Operand) => Tensor) & { readonly op: Op<NoAttrs> };

/** A function of each element alone. */
export function unary(rules: Rules<readonly ['x']>): Unary {
  const op = elementwise(['x'], rules);
  const build = (x: Operand): Tensor => apply(op, [tensorOf(x, rules.name)], {});
  return Object.assign(build, { op });
}

/** A function of two elements at one index. The operands of the op have one shape and dtype; the builder broadcasts. */
export function binary(rules: Rules<readonly ['a', 'b']>): Binary {
  const { name, dtypes = ['f32'] } = rules;
  const op = elementwise(['a', 'b'], rules);
  const build = (a: Operand, b: Operand): Tensor =>
    withSource(currentSource(), () => {
      const operands = sameDtype(name, [a, b]);
      // Also checked by the type rule, but there a broadcast would stand for the operand.
      requireDtypes(name, operands, dtypes);
      return apply(op, broadcastTogether(name, operands), {});
    });
  return Object.assign(build, { op });
}

/** Throws unless all operands have the first one's shape: inside a graph nothing broadcasts by itself. */
export function requireOneShape(op: string, xs: readonly Tensor[]): void {
  const [first] = xs;
  if (first && xs.some((x) => !sameShape(x.shape, first.shape))) {
    throw shapeMismatch(op, xs.map(named), 'the operands must have one shape');
  }
}

/** Throws unless the operands have one dtype, and an allowed one. */
export function requireDtypes(op: string, xs: readonly Tensor[], allowed: readonly DType[]): void {
  const wrong = xs.find((x) => !allowed.includes(x.dtype)) ?? xs.find((x) => x.dtype !== xs[0]?.dtype);
  if (!wrong) return;
  const found = xs.map((x) => `${named(x).name} ${x.dtype}`).join(', ');
  const mend = allowed.includes('f32') ? "Convert it with cast(x, 'f32')." : undefined;
  throw dtypeMismatch(op, found, allowed.join(' or '), mend);
}

function elementwise<const N extends Names>(operands: N, rules: Rules<N>): Op<NoAttrs> {
  const { name, called, result, vjp } = rules;
  const dtypes = rules.dtypes ?? ['f32'];
  const op: Op<NoAttrs> = single<N, NoAttrs>({
    name,
    ...(called !== undefined && { called }),
    operands,
    type: (inputs) => {
      const [first, ...rest] = inputs as unknown as readonly [Tensor, ...Tensor[]];
      requireDtypes(name, [first, ...rest], dtypes);
      requireOneShape(name, [first, ...rest]);
      return { dtype: result ?? first.dtype, shape: first.shape };
    },
    ...(vjp && { vjp }),
    batch: (inputs) => {
      const { xs, axis } = alignBatch(inputs as unknown as Parameters<typeof alignBatch>[0]);
      return { x: apply(op, xs, {}), axis };
    },
    lower: (reads) => (index) => {
      const values = (reads as unknown as readonly ((i: typeof index) => Expr)[]).map((read) => read(index));
      return rules.lower(...(values as unknown as Each<N, Expr>));
    },
    reference: (inputs) => {
      const [first, ...rest] = inputs as unknown as readonly [NdArray, ...NdArray[]];
      const dtype = result ?? first.dtype;
      const data = mapped(rules.reference as Mapped, [first, ...rest], first.dtype);
      return { dtype, shape: first.shape, data: dtype === 'f32' ? data : data.map(wraps[dtype].wrap) };
    },
    samples: samplesOf(operands.length, dtypes, rules),
  });
  return op;
}

/** A function of an element of each operand, and of their dtype. */
type Mapped = (...values: readonly (number | DType)[]) => number;

/** The function at every element. */
function mapped(f: Mapped, [a, b]: readonly [NdArray, ...NdArray[]], dtype: DType): Float64Array {
  const data = new Float64Array(a.data.length);
  if (b) for (let at = 0; at < data.length; at++) data[at] = f(a.data[at]!, b.data[at]!, dtype);
  else for (let at = 0; at < data.length; at++) data[at] = f(a.data[at]!, dtype);
  return data;
}

function samplesOf<N extends Names>(arity: number, dtypes: readonly DType[], rules: Rules<N>): Sample<NoAttrs>[] {
  const { domain, avoid } = rules;
  const repeat = <T>(item: T): T[] => Array.from({ length: arity }, () => item);
  const sample = (shape: readonly number[], dtype: DType): Sample<NoAttrs> => ({
    shapes: repeat(shape),
    attrs: {},
    dtypes: repeat(dtype),
    ...(domain && dtype === dtypes[0] && { domain }),
    ...(avoid && dtype === 'f32' && { avoid }),
  });
  const [main = 'f32', ...others] = dtypes;
  return [
    ...[[], [1], [3, 4], [0, 2]].map((shape) => sample(shape, main)),
    ...others.map((dtype) => sample([5], dtype)),
  ];
}
