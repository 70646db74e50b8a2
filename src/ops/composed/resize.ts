import { badAttribute, badWindow, optionsOf, range, shapeMismatch } from '../../base/index.js';
import { apply, type Tensor } from '../../graph/index.js';
import { constantOp } from '../constant.js';
import { contract } from '../contract.js';
import { moveAxis, spread } from '../families/batching.js';
import { floatOf } from '../families/floats.js';
import { fail, named, tensorOf, type Operand } from '../families/operand.js';
import { stepped } from '../families/stepped.js';
import { gatherOp } from '../gather.js';
import { reshape } from '../reshape.js';
import { perAxis, type PerAxis } from './sliding.js';

export interface ResizeOptions {
  /** The nearest element, or the two nearest along each axis by their distance. */
  readonly interpolation?: 'nearest' | 'bilinear' | undefined;
}

/**
 * x [N, ...space, C] with other extents between the first and the last axis: one number for all, or one for each. As
 * TensorFlow 2 and Keras: elements are squares whose centres lie at halves, and nothing is smoothed on the way down (`antialias` false).
 */
export function resize(x: Operand, size: PerAxis, options: ResizeOptions = {}): Tensor {
  const { interpolation } = optionsOf('resize', options, { interpolation: 'bilinear' });
  const along = alongs[interpolation];
  if (!along) fail(badAttribute('resize', 'interpolation', String(interpolation), "'nearest' or 'bilinear'"));
  const tensor = interpolation === 'nearest' ? tensorOf(x, 'resize') : floatOf(x, 'resize');
  const operands = [named(tensor)];
  if (tensor.shape.length < 3) {
    const mend = 'Give it the axes [N, ...space, channels], with at least one between the first and the last.';
    fail(shapeMismatch('resize', operands, `x has ${tensor.shape.length} axes`, mend));
  }
  const extents = tensor.shape.slice(1, -1);
  const wanted = perAxis({ op: 'resize', operands, extents }, 'size', size);
  return extents.reduce<Tensor>((y, extent, k) => {
    if (typeof extent !== 'number' || extent === 0) {
      const why = `axis ${k + 1}, which is resized, is ${extent} long`;
      return fail(badWindow('resize', operands, why, 'Give it a length that is known, and not 0.'));
    }
    return extent === wanted[k] ? y : along(y, k + 1, extent, wanted[k]!);
  }, tensor);
}

type Along = (x: Tensor, axis: number, from: number, to: number) => Tensor;

const alongs: Readonly<Record<string, Along>> = { nearest: nearestAlong, bilinear: linearAlong };

/** Repeated or left out where that is all; else chosen by a table. */
function nearestAlong(x: Tensor, axis: number, from: number, to: number): Tensor {
  if (to % from === 0) {
    const shape = x.shape.map((extent, k) => (k === axis ? to : extent));
    return reshape(spread(x, axis + 1, to / from), shape);
  }
  const step = from / to;
  if (Number.isInteger(step)) return stepped(x, axis, [Math.floor(step / 2), step, to]);
  const data = range(to).map((place) => Math.floor(((2 * place + 1) * from) / (2 * to)));
  const indices = apply(constantOp, [], { dtype: 'i32', shape: [to], data });
  return apply(gatherOp, [x, indices], { axis, batch: 0 });
}

/** A product with the matrix of each element's weights. */
function linearAlong(x: Tensor, axis: number, from: number, to: number): Tensor {
  const rows = range(to).map((place) => weightsAt(((2 * place + 1) * from) / (2 * to) - 0.5, from));
  const weights = apply(constantOp, [], { dtype: 'f32', shape: [to, from], data: rows.flat() });
  const last = contract(x, weights, { batch: [[], []], sum: [[axis], [1]] });
  return moveAxis(last, x.shape.length - 1, axis);
}

/** Of the two elements beside a place, as much as the other one is far; beyond the border its element alone. */
function weightsAt(place: number, extent: number): number[] {
  const below = Math.floor(place);
  const row = new Array<number>(extent).fill(0);
  row[Math.max(below, 0)]! += 1 - (place - below);
  row[Math.min(below + 1, extent - 1)]! += place - below;
  return row;
}
