import { makeInterner, rewriteExpr, type Expr } from '../../expr/index.js';
import type { Buffer, Kernel, MapKernel, Step } from '../kernel.js';
import { withBodies } from '../steps.js';

/** What a step uses in a buffer's place. */
export type Place = (buffer: Buffer) => Buffer;

/** A step over other buffers. */
export function stepOver(step: Step, place: Place): Step {
  if (step.kind === 'kernel') return { kind: 'kernel', kernel: kernelOver(step.kernel, place) };
  const inner = withBodies(step, (body) => body.map((one) => stepOver(one, place)));
  return 'condition' in inner ? { ...inner, condition: place(inner.condition) } : inner;
}

function kernelOver(kernel: Kernel, place: Place): Kernel {
  const intern = makeInterner();
  const over = (x: Expr): Expr =>
    intern(rewriteExpr(x, (y) => (y.kind === 'load' ? { ...y, from: place(y.from as Buffer) } : y)));
  const mapOver = (map: MapKernel): MapKernel => {
    const outputs = map.outputs.map((output) => {
      return { ...output, buffer: place(output.buffer), value: over(output.value) };
    });
    const { packed } = map;
    return { ...map, outputs, ...(packed && { packed: { of: place(packed.of), in: place(packed.in) } }) };
  };
  switch (kernel.form) {
    case 'map':
      return mapOver(kernel);
    case 'pack':
      return { ...kernel, of: place(kernel.of), in: place(kernel.in), product: mapOver(kernel.product) };
    case 'scatter':
      return {
        ...kernel,
        buffer: place(kernel.buffer),
        base: kernel.base && { ...kernel.base, buffer: place(kernel.base.buffer), value: over(kernel.base.value) },
        index: kernel.index.map(over),
        value: over(kernel.value),
      };
    case 'prefix':
      return { ...kernel, buffer: place(kernel.buffer), values: kernel.values.map(over) };
    case 'routine':
      return {
        ...kernel,
        operands: kernel.operands.map(place),
        results: kernel.results.map(place),
        scratch: kernel.scratch.map(place),
      };
  }
}
