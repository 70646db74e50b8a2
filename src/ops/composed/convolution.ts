import { badWindow, optionsOf, shapeMismatch, valueText } from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { convolution } from '../convolve.js';
import { numberOf } from '../families/floats.js';
import { fail, named, sameDtype, type Operand } from '../families/operand.js';
import { reshape } from '../reshape.js';
import { slidingsOf, type Padding, type PerAxis } from './sliding.js';

export interface ConvolveOptions {
  /** How far the kernel moves from one place to the next. */
  readonly strides?: PerAxis | undefined;
  readonly padding?: Padding | undefined;
  /** How far apart the kernel's elements stand. */
  readonly dilation?: PerAxis | undefined;
  /** How far apart the elements of x stand, with zeros between them: a transposed convolution's strides. */
  readonly inputDilation?: PerAxis | undefined;
  /** Parts that the channels and the filters are divided into; each part of the filters sees its own part of the channels. */
  readonly groups?: number | undefined;
}

/**
 * The kernel [...window, C / groups, F], moved along the axes of x [N, ...space, C] between the first and the last: [N, ...places, F].
 * As Keras' and TensorFlow's convolutions (a correlation: the kernel is not reversed); `padding: 'same'` pads with zeros to
 * ceil(extent / stride) places, the smaller half before. Explicit widths may be negative. With as many groups as channels
 * it is a depthwise convolution.
 */
export function convolve(x: Operand, kernel: Operand, options: ConvolveOptions = {}): Tensor {
  const { groups, ...moves } = optionsOf('convolve', options, {
    strides: 1,
    padding: 'valid',
    dilation: 1,
    inputDilation: 1,
    groups: 1,
  });
  const [tensor, weights] = sameDtype('convolve', [x, kernel]).map((one) => numberOf(one, 'convolve')) as [
    Tensor,
    Tensor,
  ];
  requireRanks(tensor, weights);
  const features = featuresOf(tensor, weights, groups);
  const operands = [tensor, weights].map(named);
  const [extents, window] = [tensor.shape.slice(1, -1), weights.shape.slice(0, -2)];
  const slidings = slidingsOf({ op: 'convolve', operands, extents, window }, moves);
  const spaces = letters.slice(letters.length - slidings.length);
  const windows = Object.fromEntries(slidings.map((sliding, k) => [spaces[k]!, sliding]));
  if (groups === 1)
    return convolution(tensor, weights, { x: `n${spaces}c`, kernel: `${spaces}cf`, result: `n${spaces}f`, windows });
  const parted = convolution(
    reshape(tensor, [...tensor.shape.slice(0, -1), groups, features.channels]),
    reshape(weights, [...weights.shape.slice(0, -1), groups, features.filters]),
    { x: `n${spaces}gc`, kernel: `${spaces}cgf`, result: `n${spaces}gf`, windows },
  );
  return reshape(parted, [...parted.shape.slice(0, -2), weights.shape.at(-1)!]);
}

/** Of the axes that the kernel moves along, the last ones: width, height, depth. */
const letters = 'ijklmopqrstuvdhw';

function requireRanks(x: Tensor, kernel: Tensor): void {
  const rank = x.shape.length;
  if (rank === kernel.shape.length && rank >= 3 && rank < letters.length + 2) return;
  const why = `x has ${rank} axes and the kernel has ${kernel.shape.length}`;
  const mend = 'Give x the axes [N, ...space, channels] and the kernel [...window, channels, filters]: as many each.';
  fail(shapeMismatch('convolve', [x, kernel].map(named), why, mend));
}

interface Features {
  /** Of each group. */
  readonly channels: number;
  readonly filters: number;
}

function featuresOf(x: Tensor, kernel: Tensor, groups: number): Features {
  const [channels, taken, filters] = [x.shape.at(-1)!, kernel.shape.at(-2)!, kernel.shape.at(-1)!];
  const operands = [x, kernel].map(named);
  if (groups === 1 && channels === taken) return { channels: Number(channels), filters: Number(filters) };
  if (!Number.isInteger(groups) || groups < 1)
    fail(badWindow('convolve', operands, `groups is ${valueText(groups)}`, 'Give it a whole number of at least 1.'));
  const [own, made] = [channels, filters].map((extent) => (typeof extent === 'number' ? extent / groups : NaN));
  if (!Number.isInteger(own) || !Number.isInteger(made)) {
    const why = `${channels} channels and ${filters} filters do not divide into ${groups} groups`;
    fail(badWindow('convolve', operands, why, 'Take a number of groups that divides both.'));
  }
  if (own !== taken) {
    const each = groups === 1 ? '' : ` in each of ${groups} groups`;
    const why = `the kernel takes ${taken} channels, x has ${own}${each}`;
    fail(
      shapeMismatch(
        'convolve',
        operands,
        why,
        `Give the kernel the shape [${[...kernel.shape.slice(0, -2), own, filters].join(', ')}].`,
      ),
    );
  }
  return { channels: own!, filters: made! };
}
