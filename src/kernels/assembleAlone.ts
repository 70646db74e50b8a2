import { unreachable } from '../base/index.js';
import { substitute, type Expr } from '../expr/index.js';
import type { Tensor } from '../graph/index.js';
import type { Alone } from './alone.js';
import type { Buffer, Kernel } from './kernel.js';
import type { Computation } from './lower.js';

interface Places {
  /** A load of a tensor as one of its buffer. */
  readonly reading: (x: Extract<Expr, { kind: 'load' }>) => Expr;
  readonly bufferOf: (tensor: Tensor) => Buffer;
}

/** What is no map as a kernel of its own. */
export function assembleAlone(
  { made }: Computation,
  alone: Alone,
  common: Pick<Kernel, 'name' | 'sources' | 'reasons'>,
  { reading, bufferOf }: Places,
): Kernel {
  const rewrite = (x: Expr): Expr => substitute(x, new Map(), reading);
  const [{ tensor, index }] = made as readonly [Computation['made'][number]];
  switch (alone.form) {
    case 'scatter':
      return {
        ...common,
        ...alone,
        buffer: bufferOf(tensor),
        index: alone.index.map(rewrite),
        value: rewrite(alone.value),
      };
    case 'prefix':
      return { ...common, ...alone, buffer: bufferOf(tensor), index, value: rewrite(alone.value) };
    case 'routine': {
      const results = made.map((one) => bufferOf(one.tensor));
      return { ...common, ...alone, operands: alone.operands.map(bufferOf), results };
    }
    case 'loop':
    case 'while':
    case 'branch':
      return unreachable(`a ${alone.form} is no kernel`);
  }
}
