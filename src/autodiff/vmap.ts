import { at, badAssign, badBatch, optionsOf, shapeText, type Extent } from '../base/index.js';
import {
  batchGraph,
  calledName,
  currentSource,
  input,
  nameOf,
  type Batched,
  type Tensor,
  type TracedVariable,
} from '../graph/index.js';
import { moveAxis, spread } from '../ops/index.js';
import { closed } from './closed.js';
import { requireFunction } from './checks.js';
import { doAgain } from './effects.js';
import { flatten, spreadPrefix, withConstants, type Flat, type Nest } from './nest.js';
import { outputsOf, tracedOn } from './traced.js';

/** One axis for all, or a nest like the arguments or results (or a prefix of it); null: no batch axis. */
export type Axes = number | null | readonly Axes[] | { readonly [name: string]: Axes };

export interface VmapOptions {
  /** Where the batch axis of each argument is; null for an argument that all elements of the batch share. */
  readonly inAxes?: Axes;
  /** Where the batch axis of each result shall be. */
  readonly outAxes?: Axes;
}

/**
 * `f`, which is written for one element, over a batch: along an axis of its arguments. Results may be any nest. Random
 * functions in f draw once, for all elements alike.
 */
export function vmap<X extends readonly unknown[], Y extends Nest>(
  f: (...xs: X) => Y,
  options: VmapOptions = {},
): (...xs: X) => Y {
  const { inAxes, outAxes } = optionsOf<VmapOptions, Required<VmapOptions>>('vmap', options, { inAxes: 0, outAxes: 0 });
  requireFunction('vmap', f);
  return (...plain) => {
    // What all elements share reaches f as it was given: a number may be any number.
    const shared = new Map<Tensor, unknown>();
    const xs = plain.map((one) => withConstants('vmap', one, (x, was) => (shared.set(x, was), x)));
    const args = flatten(xs);
    const given = batchedArguments(xs, args, inAxes);
    const extent = commonExtent(given);
    const leaves = given.map(({ x, axis }) =>
      axis === null ? null : input(nameOf(x), elementOf(x, axis), x.node.source),
    );
    const own = args.build(leaves.map((leaf, k) => leaf ?? shared.get(given[k]!.x) ?? given[k]!.x));
    const call = (...elements: never[]): unknown => withConstants('vmap', f(...(elements as unknown as X)));
    const { result, effects } = tracedOn(call, own as readonly unknown[]);
    const inner = leaves.filter((leaf) => leaf !== null);
    const { graph, captured } = closed(inner, outputsOf({ result, effects }));
    const outer = [...given.filter(({ axis }) => axis !== null), ...captured.map((x) => ({ x, axis: null }))];
    const ys = batchGraph(graph, outer);
    const count = result.tensors.length;
    doAgain(
      effects,
      effects.map(({ variable }, k) => broughtOut(ys[count + k]!, variable, extent)),
    );
    const outs = spreadPrefix(outAxes, result.build(result.tensors), isAxis);
    if (!outs) return fail(`outAxes do not fit to the results`);
    return result.build(ys.slice(0, count).map((y, k) => placed(y, outs[k]!, extent))) as Y;
  };
}

/** A tapped tensor as a batch; what a variable is given must be one value. */
function broughtOut(y: Batched, variable: TracedVariable | null, extent: Extent): Tensor {
  if (!variable) return placed(y, 0, extent);
  if (y.axis === null) return y.x;
  const why = 'inside vmap each element of the batch gives it a value of its own, and a variable has one';
  throw badAssign(variable.name, `${why}; assign what all elements share, or assign outside of vmap`, y.x.node.source);
}

/** A batched tensor with its batch at an axis; one that all elements share is repeated, or stays if the axis is null. */
export function placed({ x, axis }: Batched, to: number | null, extent: Extent): Tensor {
  if (to === null)
    return axis === null ? x : fail(`outAxes are null for ${calledName(x)}, which differs from element to element`);
  const rank = axis === null ? x.shape.length + 1 : x.shape.length;
  const place = to < 0 ? to + rank : to;
  if (place < 0 || place >= rank) return fail(`outAxes ask for axis ${to} of a result with ${rank} axes`);
  return axis === null ? spread(x, place, extent) : moveAxis(x, axis, place);
}

const isAxis = (x: unknown): x is number | null => typeof x === 'number' || x === null;

function batchedArguments(xs: readonly unknown[], args: Flat, inAxes: Axes): Batched[] {
  const axes = spreadPrefix(inAxes, xs, isAxis);
  if (!axes) return fail('inAxes do not fit to the arguments');
  return args.tensors.map((x, k) => {
    const axis = axes[k]!;
    if (axis === null) return { x, axis };
    const place = axis < 0 ? axis + x.shape.length : axis;
    if (place >= 0 && place < x.shape.length) return { x, axis: place };
    const mend = x.shape.length === 0 ? 'Give it null in inAxes: all elements share a scalar.' : undefined;
    return fail(`inAxes ask for axis ${axis} of ${calledName(x)} ${shapeText(x.shape)}`, mend);
  });
}

function commonExtent(given: readonly Batched[]): Extent {
  const batched = given.flatMap(({ x, axis }) => (axis === null ? [] : [{ x, extent: x.shape[axis]! }]));
  const [first] = batched;
  if (!first) return fail('no argument has a batch axis', 'Give inAxes a number for at least one argument.');
  const other = batched.find(({ extent }) => extent !== first.extent);
  if (!other) return first.extent;
  const text = ({ x, extent }: typeof first): string => `${extent} of ${calledName(x)} ${shapeText(x.shape)}`;
  return fail(`the batch extents differ: ${text(first)} and ${text(other)}`);
}

const elementOf = (x: Tensor, axis: number): Pick<Tensor, 'dtype' | 'shape'> => ({
  dtype: x.dtype,
  shape: x.shape.filter((_, k) => k !== axis),
});

function fail(says: string, mend?: string): never {
  throw at(badBatch(says, mend), currentSource());
}
