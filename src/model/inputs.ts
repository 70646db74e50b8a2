import { affine, badInputShape, isExtent, type DType, type Shape, type Source } from '../base/index.js';
import { currentSource, type Tensor } from '../graph/index.js';

/** What a model or program is fed under one name. Its shape is known to the type system: `f32('N', 784)`. */
export interface InputSpec<S extends Shape = Shape> {
  readonly kind: 'input';
  readonly dtype: DType;
  readonly shape: S;
  readonly source: Source;
}

export type Inputs = Readonly<Record<string, InputSpec>>;

/** The tensors that stand for the inputs while a model is traced. */
export type Given<I extends Inputs> = {
  readonly [K in keyof I]: I[K] extends InputSpec<infer S> ? Tensor<S> : never;
};

/** Floating-point input: `f32('N', 784)` is N rows of 784 numbers, where N is the batch size; `f32()` is one number. */
export function f32<const S extends Shape>(...shape: S): InputSpec<S> {
  return spec('f32', shape);
}

/** Input of signed integers, such as class numbers or tokens: `i32('N')`. */
export function i32<const S extends Shape>(...shape: S): InputSpec<S> {
  return spec('i32', shape);
}

/** Input of unsigned integers. */
export function u32<const S extends Shape>(...shape: S): InputSpec<S> {
  return spec('u32', shape);
}

/** Input of truth values, such as masks: fed as bytes that are 0 or 1. */
export function bool<const S extends Shape>(...shape: S): InputSpec<S> {
  return spec('bool', shape);
}

function spec<S extends Shape>(dtype: DType, shape: S): InputSpec<S> {
  const source = currentSource();
  const wrong = shape.findIndex((extent) => !isValid(extent));
  if (wrong >= 0) throw badInputShape(dtype, shape, shape[wrong], source);
  return { kind: 'input', dtype, shape, source };
}

function isValid(extent: unknown): boolean {
  if (typeof extent === 'string') return isExtent(extent) && affine(extent).n > 0;
  return typeof extent === 'number' && Number.isSafeInteger(extent) && extent >= 0;
}

export function isInputSpec(x: unknown): x is InputSpec {
  return typeof x === 'object' && x !== null && 'kind' in x && x.kind === 'input';
}
