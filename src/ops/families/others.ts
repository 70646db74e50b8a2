import { range, withoutAll, type Extent, type Shape } from '../../base/index.js';
import { apply, type Tensor } from '../../graph/index.js';
import { broadcastOp } from '../broadcast.js';
import { broadcastTo } from '../composed/reshaping.js';
import { equal } from '../equal.js';
import { iota } from '../iota.js';
import { mul } from '../mul.js';
import { padOp } from '../pad.js';
import { reduceProd } from '../reduceProd.js';
import { reshape } from '../reshape.js';
import { reverseOp } from '../reverse.js';
import { select } from '../select.js';
import { sliceOp } from '../slice.js';
import { transpose } from '../transpose.js';
import { spread } from './batching.js';

/** At each element, the product of all the others that are reduced with it. Right to any order beside any zeros. */
export function productOfOthers(x: Tensor, axes: readonly number[]): Tensor {
  const kept = withoutAll(range(x.shape.length), axes);
  const order = [...kept, ...axes];
  const moved = transpose(x, order);
  const count = axes.reduce<Extent>((size, axis) => times(size, x.shape[axis] ?? 1), 1);
  const others = typeof count === 'number' ? byTree(flat(moved, kept.length, count)) : byMask(moved, kept.length);
  const back = order.map((_, k) => order.indexOf(k));
  return transpose(reshape(others, moved.shape), back);
}

const times = (a: Extent, b: Extent): Extent => (typeof a === 'number' && typeof b === 'number' ? a * b : 'N');

function flat(x: Tensor, from: number, count: number): Tensor {
  return reshape(x, [...x.shape.slice(0, from), count]);
}

/**
 * A balanced tree over the last axis: upwards the product of each pair; downwards, for each one, its sibling times the
 * others of its parent. No division, so zeros are like any number, and what is derived from it are products again.
 */
function byTree(x: Tensor): Tensor {
  const lead = x.shape.slice(0, -1);
  const count = Number(x.shape.at(-1));
  if (count <= 1) return broadcastTo(1, x.shape);
  const even = count + (count % 2);
  const pairs = reshape(resized(x, even - count), [...lead, even / 2, 2]);
  const siblings = apply(reverseOp, [pairs], { axes: [lead.length + 1] });
  const above = byTree(reduceProd(pairs, [lead.length + 1]));
  const others = reshape(mul(siblings, spread(above, lead.length + 1, 2)), [...lead, even]);
  return even === count ? others : firstOf(others, count);
}

/** With ones behind its last axis. */
function resized(x: Tensor, by: number): Tensor {
  if (by === 0) return x;
  const zeros = x.shape.map(() => 0);
  const high = zeros.map((_, k) => (k === zeros.length - 1 ? by : 0));
  return apply(padOp, [x], { low: zeros, high, interior: zeros, value: 1 });
}

function firstOf(x: Tensor, count: number): Tensor {
  const ends = x.shape.map((extent, k) => (k === x.shape.length - 1 ? count : extent));
  return apply(sliceOp, [x], { starts: ends.map(() => 0), ends, strides: ends.map(() => 1) });
}

/** Over the batch no tree can be built ahead of time: each element is left out of a product of its own, N² in all. */
function byMask(x: Tensor, from: number): Tensor {
  const reduced = x.shape.slice(from);
  const shape: Shape = [...x.shape, ...reduced];
  const inner = range(reduced.length).map((k) => k + x.shape.length);
  const own = range(reduced.length).map((k) =>
    equal(iota(shape, { axis: from + k }), iota(shape, { axis: x.shape.length + k })),
  );
  const everyone = apply(broadcastOp, [x], { shape, axes: [...range(from), ...inner] });
  // Where all indices agree it is the element itself.
  const kept = own.reduceRight<Tensor>((rest, same) => select(same, rest, everyone), broadcastTo(1, shape));
  return reduceProd(kept, inner);
}
