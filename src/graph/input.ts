import { unreachable, type Shape, type Type } from '../base/index.js';
import { makeNode, noSource, type Tensor } from './tensor.js';
import type { Op } from './op.js';
import type { Source } from '../base/index.js';

/** What feeds a graph from outside. */
export interface InputAttrs extends Type {
  readonly name: string;
}

/** A leaf: its value is given. */
export const inputOp: Op<InputAttrs> = {
  name: 'input',
  operands: [],
  type: (_, { dtype, shape }) => [{ dtype, shape }],
  batch: () => unreachable('vmap replaces inputs itself'),
  reference: () => unreachable('an input is fed'),
  samples: [],
  opaque: true,
  label: ({ name }) => name,
};

/** A new leaf; two inputs are two tensors, even under one name. */
export function input<S extends Shape>(
  name: string,
  { dtype, shape }: Type & { readonly shape: S },
  source: Source = noSource,
): Tensor<S> {
  const node = makeNode(inputOp, [], { name, dtype, shape }, [{ dtype, shape }], source);
  return node.results[0] as Tensor<S>;
}

export const isInput = ({ node }: Tensor): boolean => node.op === inputOp;
