import { extentAt, type Extent, type NdArray } from '../base/index.js';
import { topological } from './graph.js';
import type { Tensor } from './tensor.js';

/** What a reference evaluation is given: the value of each leaf, and N. */
export interface Feed {
  readonly values: ReadonlyMap<Tensor, NdArray>;
  readonly n?: number;
}

/** The float64 meaning of tensors, op by op: the oracle for everything that the compiler does to a graph. */
export function evaluate(outputs: readonly Tensor[], { values, n = 1 }: Feed): NdArray[] {
  const known = new Map(values);
  const at = (extent: Extent): number => extentAt(extent, n);
  for (const node of topological(outputs, new Set(known.keys()))) {
    const results = node.op.reference(
      node.inputs.map((x) => known.get(x)!),
      node.attrs,
      at,
    );
    node.results.forEach((result, k) => known.set(result, results[k]!));
  }
  return outputs.map((output) => known.get(output)!);
}
