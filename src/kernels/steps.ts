import { inOrder, type Expr } from '../expr/index.js';
import type { Buffer, Kernel, Program, Step } from './kernel.js';

/** The lists of steps inside one, in the order in which they run. */
export function bodiesOf(step: Step): readonly (readonly Step[])[] {
  switch (step.kind) {
    case 'kernel':
      return [];
    case 'loop':
      return [step.body];
    case 'while':
      return [step.test, step.body];
    case 'branch':
      return [step.then, step.otherwise];
  }
}

/** The step with each list inside it replaced. */
export function withBodies(step: Step, replace: (body: readonly Step[]) => readonly Step[]): Step {
  switch (step.kind) {
    case 'kernel':
      return step;
    case 'loop':
      return { ...step, body: replace(step.body) };
    case 'while':
      return { ...step, test: replace(step.test), body: replace(step.body) };
    case 'branch':
      return { ...step, then: replace(step.then), otherwise: replace(step.otherwise) };
  }
}

/** The kernels of an entry in order; those inside a loop once each. */
export function kernelsInOrder(steps: readonly Step[]): Kernel[] {
  return steps.flatMap((step) => (step.kind === 'kernel' ? [step.kernel] : bodiesOf(step).flatMap(kernelsInOrder)));
}

/** The expressions of a kernel, whose loads are all that it reads; what copies or sorts whole buffers has none. */
export function valuesOf(kernel: Kernel): readonly Expr[] {
  switch (kernel.form) {
    case 'map':
      return kernel.outputs.map(({ value }) => value);
    case 'scatter':
      return [...(kernel.base ? [kernel.base.value] : []), ...kernel.index, kernel.value];
    case 'prefix':
      return kernel.values;
    case 'routine':
    case 'pack':
      return [];
  }
}

/** The buffers that a kernel loads from and stores to. */
export function kernelBuffers(kernel: Kernel): {
  readonly reads: readonly Buffer[];
  readonly writes: readonly Buffer[];
} {
  if (kernel.form === 'routine')
    return { reads: [...new Set(kernel.operands)], writes: [...kernel.results, ...kernel.scratch] };
  if (kernel.form === 'pack') return { reads: [kernel.of], writes: [kernel.in] };
  const writes = kernel.form === 'map' ? kernel.outputs.map(({ buffer }) => buffer) : [kernel.buffer];
  const loads = inOrder(valuesOf(kernel)).flatMap((x) => (x.kind === 'load' ? [x.from as Buffer] : []));
  const packed = kernel.form === 'map' ? kernel.packed : undefined;
  return { reads: [...new Set(loads.map((buffer) => (buffer === packed?.of ? packed.in : buffer)))], writes };
}

/** All buffers that steps read and write, each once. */
export function buffersIn(steps: readonly Step[]): Buffer[] {
  const used = steps.flatMap((step): readonly Buffer[] => {
    if (step.kind === 'kernel') {
      const { reads, writes } = kernelBuffers(step.kernel);
      return [...reads, ...writes];
    }
    const conditions = step.kind === 'loop' ? [] : [step.condition];
    return [...conditions, ...bodiesOf(step).flatMap(buffersIn)];
  });
  return [...new Set(used)];
}

/** The names of all buffers that a program has. */
export const namesIn = ({ variables, entries }: Program): string[] => [
  ...variables.map(({ buffer }) => buffer.name),
  ...entries.flatMap(({ steps, feeds }) => [
    ...feeds.map(({ buffer }) => buffer.name),
    ...buffersIn(steps).flatMap((buffer) => [buffer.name, rootOf(buffer).name]),
  ]),
];

/** A slice behind all that it is a part of, but for the buffer that has the memory. */
export const slicesBehind = (buffer: Buffer): Buffer[] =>
  buffer.slice ? [...slicesBehind(buffer.slice.of), buffer] : [];

/** The buffer that has the memory: of a slice, what it is a slice of. */
export const rootOf = (buffer: Buffer): Buffer => (buffer.slice ? rootOf(buffer.slice.of) : buffer);
