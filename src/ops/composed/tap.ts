import { duplicateTap } from '../../base/index.js';
import { traceOf, type Tensor } from '../../graph/index.js';
import { fail, tensorOf, type Operand } from '../families/operand.js';

/** x itself; its value comes out of `predict`, `step` and `run` under `taps[name]`. A name serves once in a model. */
export function tap(name: string, x: Operand): Tensor {
  const { taps } = traceOf('tap');
  const tensor = tensorOf(x, 'tap');
  const before = taps.get(name);
  if (before) fail(duplicateTap(name, before.node.source));
  taps.set(name, tensor);
  return tensor;
}
