import { readFileSync } from 'node:fs';
import { elements, type DType, type NdArray } from '../../src/base/index.js';
import { evaluate, input, type Tensor } from '../../src/graph/index.js';
import { expect } from 'vitest';

/** A number in a golden file: JSON has no infinities; null where there is none. */
export type Golden = number | 'Infinity' | '-Infinity' | 'NaN' | null;

/** The content of tests/parity/values/NAME.json, made by scripts/golden. */
export function golden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./values/${name}.json`, import.meta.url), 'utf8')) as T;
}

/** A leaf with a value. */
export interface Given {
  readonly leaf: Tensor;
  readonly value: NdArray;
}

export function given(shape: readonly number[], data: readonly number[], dtype: DType = 'f32'): Given {
  expect(data.length).toBe(elements(shape));
  return { leaf: input('x', { dtype, shape }), value: { dtype, shape, data: Float64Array.from(data) } };
}

/** What tensors are in float64, by the definition of their ops. */
export const valuesOf = (ys: readonly Tensor[], from: readonly Given[]): number[][] =>
  evaluate(ys, { values: new Map(from.map(({ leaf, value }) => [leaf, value])) }).map(({ data }) => [...data]);

/** Element by element; `except` names places that are not compared, as is what is null. */
export function expectClose(
  found: readonly number[],
  expected: readonly Golden[],
  {
    rtol,
    atol = 0,
    except = [],
  }: { readonly rtol: number; readonly atol?: number; readonly except?: readonly number[] },
): void {
  expect(found.length).toBe(expected.length);
  const far = found.flatMap((x, k) => {
    const wanted = expected[k];
    if (wanted === null || wanted === undefined || except.includes(k)) return [];
    const y = Number(wanted);
    return Object.is(x, y) || Math.abs(x - y) <= atol + rtol * Math.abs(y) ? [] : [`${k}: ${x}, expected ${y}`];
  });
  expect(far).toEqual([]);
}
