import { at, captureSource, nowhere, scoped, type DType, type Shape, type Source, type Type } from '../base/index.js';
import type { Op } from './op.js';

/** One result of a node, and the user's handle to it. `Tensor` alone is any tensor. Immutable. */
export interface Tensor<S extends Shape = Shape> {
  readonly node: Node;
  /** Which of the node's results. */
  readonly index: number;
  readonly dtype: DType;
  readonly shape: S;
}

/** One operation of a graph: results are computed from inputs. Immutable. */
export interface Node {
  readonly op: Op;
  readonly inputs: readonly Tensor[];
  // Each op knows its own attributes; this is the one place where ops of all kinds meet.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly attrs: any;
  readonly results: readonly Tensor[];
  /** The user's line. */
  readonly source: Source;
}

// The user's functions are plain code: which layer and which line is being traced is known only by when it runs.
const layer = scoped('');
const inherited = scoped<Source | null>(null);

/** Runs `f`; nodes made meanwhile belong to the layer `path`. */
export const inLayer = <T>(path: string, f: () => T): T => layer.within(path, f);

/** Runs `f`; nodes made meanwhile carry this source instead of a captured one: a derived node has its origin's line. */
export const withSource = <T>(source: Source, f: () => T): T => inherited.within(source, f);

/** The user's line of whoever is calling. */
export const currentSource = (): Source => inherited.current() ?? captureSource(layer.current());

/** Makes a node: checks operands and attributes by the op's type rule. Never shares nodes; making a Graph does. */
export function applyNode<A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): Node {
  const source = currentSource();
  let types: readonly Type[];
  try {
    types = op.type(inputs, attrs);
  } catch (error) {
    throw at(error, source);
  }
  return makeNode(op as Op, inputs, attrs, types, source);
}

/** A node whose result types are known already. */
export function makeNode(
  op: Op,
  inputs: readonly Tensor[],
  attrs: unknown,
  types: readonly Type[],
  source: Source,
): Node {
  const results: Tensor[] = [];
  const node: Node = { op, inputs, attrs, results, source };
  types.forEach(({ dtype, shape }, index) => results.push({ node, index, dtype, shape }));
  return node;
}

/** The result of an op that has one. */
export const apply = <A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): Tensor =>
  applyNode(op, inputs, attrs).results[0]!;

/** How a printer calls a tensor: its input's or parameter's name, or its op. */
export const nameOf = (x: Tensor): string => nameBy(x, x.node.op.name);

/** How an error calls a tensor: as `nameOf`, but by the function that users write. */
export const calledName = (x: Tensor): string => nameBy(x, x.node.op.called ?? x.node.op.name);

function nameBy({ node, index }: Tensor, made: string): string {
  const own = node.op.label?.(node.attrs);
  const name = own ?? (node.source.layer === '' ? made : `${node.source.layer}/${made}`);
  return node.results.length > 1 ? `${name}#${index}` : name;
}

export const noSource = nowhere;
