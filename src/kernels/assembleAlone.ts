import { unreachable } from '../base/index.js';
import { substitute, type Expr } from '../expr/index.js';
import type { Tensor } from '../graph/index.js';
import type { Alone, ScatterMeaning } from './alone.js';
import type { Buffer, Kernel, ScatterKernel } from './kernel.js';
import type { Computation } from './lower.js';

interface Places {
  /** A load of a tensor as one of its buffer. */
  readonly reading: (x: Extract<Expr, { kind: 'load' }>) => Expr;
  readonly bufferOf: (tensor: Tensor) => Buffer;
  readonly unique: (name: string) => string;
}

/** What is no map as a kernel of its own. */
export function assembleAlone(
  { made }: Computation,
  alone: Alone,
  common: Pick<Kernel, 'name' | 'sources' | 'reasons'>,
  { reading, bufferOf, unique }: Places,
): Kernel {
  const rewrite = (x: Expr): Expr => substitute(x, new Map(), reading);
  const [{ tensor }] = made as readonly [Computation['made'][number]];
  switch (alone.form) {
    case 'scatter':
      return scatterKernel(alone, common, bufferOf(tensor), rewrite);
    case 'prefix':
      return { ...common, ...alone, buffer: bufferOf(tensor), values: alone.values.map(rewrite) };
    case 'routine': {
      const results = made.map((one) => bufferOf(one.tensor));
      const scratch = alone.needs.map((type): Buffer => ({ ...type, name: unique(alone.routine), space: 'arena' }));
      return { ...common, ...alone, operands: alone.operands.map(bufferOf), results, scratch };
    }
    case 'loop':
    case 'while':
    case 'branch':
      return unreachable(`a ${alone.form} is no kernel`);
  }
}

/** A base that is already in the result's buffer stays there. */
function scatterKernel(
  { base, ...alone }: ScatterMeaning,
  common: Pick<Kernel, 'name' | 'sources' | 'reasons'>,
  buffer: Buffer,
  rewrite: (x: Expr) => Expr,
): ScatterKernel {
  const value = rewrite(base.value);
  const isThere = value.kind === 'load' && value.from === buffer;
  const reason = `the rest of ${buffer.name} stays as it is, in its place`;
  return {
    ...common,
    ...alone,
    reasons: isThere ? [...common.reasons, reason] : common.reasons,
    buffer,
    base: isThere ? null : { ...base, buffer, value },
    index: alone.index.map(rewrite),
    value: rewrite(alone.value),
  };
}
