import { describe, expect, test } from 'vitest';
import { input, type Tensor } from '../../src/graph/index.js';
import * as ops from '../../src/ops/index.js';
import { errorOf } from '../support/errorOf.js';

// What a window cannot do is told with the operands' names and shapes, at the line of the call.

const of = (name: string, ...shape: (number | string)[]): Tensor => input(name, { dtype: 'f32', shape });
const image = of('image', 'N', 28, 28, 4);
const tiny = of('tiny', 'N', 4, 28, 4);
const kernel = of('kernel', 5, 5, 4, 6);
const sound = of('sound', 2, 'N', 4);

const both = 'convolve(image [N, 28, 28, 4], kernel [5, 5, 4, 6])';
const perAxis = 'a whole number of at least 1, or 2 of them: one for each axis between the first and the last.';
const smaller = "Take a window of at least 1 that is no longer, or pad more (padding: 'same').";

const rows: readonly (readonly [code: string, call: () => unknown, text: string])[] = [
  [
    'bad-window',
    () => ops.convolve(tiny, kernel),
    `convolve(tiny [N, 4, 28, 4], kernel [5, 5, 4, 6]): the window of 5 does not fit into axis 1, which is 4 long. ${smaller}`,
  ],
  [
    'bad-window',
    () =>
      ops.convolve(tiny, kernel, {
        dilation: 2,
        padding: [
          [1, 1],
          [0, 0],
        ],
      }),
    `convolve(tiny [N, 4, 28, 4], kernel [5, 5, 4, 6]): the window of 5 (9 with its dilation) does not fit into axis 1, which is 6 long with its padding. ${smaller}`,
  ],
  ['bad-window', () => ops.convolve(image, kernel, { strides: 0 }), `${both}: strides is 0. Give it ${perAxis}`],
  [
    'bad-window',
    () => ops.convolve(image, kernel, { strides: [1, 1.5] }),
    `${both}: strides is [1, 1.5]. Give it ${perAxis}`,
  ],
  ['bad-window', () => ops.convolve(image, kernel, { dilation: [1] }), `${both}: dilation is [1]. Give it ${perAxis}`],
  [
    'bad-window',
    () => ops.convolve(image, kernel, { padding: 'SAME' as never }),
    `${both}: padding is "SAME". Give it 'valid', 'same' or two whole numbers for each of 2 axes: [[before, behind], [before, behind]].`,
  ],
  [
    'bad-window',
    () => ops.convolve(image, kernel, { padding: [[1, 1]] }),
    `${both}: padding is [[1,1]]. Give it 'valid', 'same' or two whole numbers for each of 2 axes: [[before, behind], [before, behind]].`,
  ],
  [
    'bad-window',
    () => ops.convolve(image, of('kernel', 3, 3, 1, 6), { groups: 3 }),
    'convolve(image [N, 28, 28, 4], kernel [3, 3, 1, 6]): 4 channels and 6 filters do not divide into 3 groups. Take a number of groups that divides both.',
  ],
  [
    'bad-window',
    () => ops.convolve(image, kernel, { groups: 0 }),
    `${both}: groups is 0. Give it a whole number of at least 1.`,
  ],
  [
    'shape-mismatch',
    () => ops.convolve(image, of('kernel', 3, 3, 4, 6), { groups: 2 }),
    'convolve(image [N, 28, 28, 4], kernel [3, 3, 4, 6]): the kernel takes 4 channels, x has 2 in each of 2 groups. Give the kernel the shape [3, 3, 2, 6].',
  ],
  [
    'shape-mismatch',
    () => ops.convolve(image, of('kernel', 3, 3, 3, 6)),
    'convolve(image [N, 28, 28, 4], kernel [3, 3, 3, 6]): the kernel takes 3 channels, x has 4. Give the kernel the shape [3, 3, 4, 6].',
  ],
  [
    'shape-mismatch',
    () => ops.convolve(image, of('kernel', 3, 4, 6)),
    'convolve(image [N, 28, 28, 4], kernel [3, 4, 6]): x has 4 axes and the kernel has 3. Give x the axes [N, ...space, channels] and the kernel [...window, channels, filters]: as many each.',
  ],
  [
    'bad-window',
    () => ops.convolve(sound, of('kernel', 3, 4, 6), { padding: 'same' }),
    'convolve(sound [2, N, 4], kernel [3, 4, 6]): axis 1, which the window moves along, is N long. Give it a length that is known: only other axes may grow with N.',
  ],
  [
    'dtype-mismatch',
    () => ops.convolve(image, input('counts', { dtype: 'i32', shape: [5, 5, 4, 6] })),
    "convolve: expected operands of one dtype, found image f32 and counts i32. Convert one of them with cast(x, 'f32').",
  ],
  [
    'unknown-option',
    () => ops.convolve(image, kernel, { stride: 2 } as never),
    'convolve: there is no option "stride"; expected strides, padding, dilation, inputDilation, groups. Write `strides`.',
  ],
  [
    'bad-window',
    () => ops.maxPool(image, {} as never),
    `maxPool(image [N, 28, 28, 4]): window is undefined. Give it ${perAxis}`,
  ],
  [
    'bad-window',
    () => ops.sumPool(tiny, { window: 5 }),
    `sumPool(tiny [N, 4, 28, 4]): the window of 5 does not fit into axis 1, which is 4 long. ${smaller}`,
  ],
  [
    'bad-window',
    () =>
      ops.avgPool(image, {
        window: 2,
        padding: [
          [2, 0],
          [0, 0],
        ],
      }),
    'avgPool(image [N, 28, 28, 4]): a window of 2 along axis 1 lies in the padding alone. Pad axis 1 by less than 2; it is 2 before and 0 behind.',
  ],
  [
    'bad-window',
    () =>
      ops.maxPool(image, {
        window: 2,
        padding: [
          [0, 0],
          [0, 3],
        ],
      }),
    'maxPool(image [N, 28, 28, 4]): a window of 2 along axis 2 lies in the padding alone. Pad axis 2 by less than 2; it is 0 before and 3 behind.',
  ],
  [
    'shape-mismatch',
    () => ops.maxPool(of('x', 'N', 4), { window: 2 }),
    'maxPool(x [N, 4]): x has 2 axes. Give it the axes [N, ...space, channels], with at least one that the window moves along.',
  ],
  [
    'bad-window',
    () => ops.resize(image, 0),
    'resize(image [N, 28, 28, 4]): size is 0. Give it a whole number of at least 1, or 2 of them: one for each axis between the first and the last.',
  ],
  [
    'bad-window',
    () => ops.resize(sound, 3),
    'resize(sound [2, N, 4]): axis 1, which is resized, is N long. Give it a length that is known, and not 0.',
  ],
  [
    'bad-option',
    () => ops.resize(image, 3, { interpolation: 'cubic' as never }),
    "resize: interpolation is cubic, expected 'nearest' or 'bilinear'.",
  ],
  [
    'shape-mismatch',
    () => ops.resize(of('x', 'N', 4), 3),
    'resize(x [N, 4]): x has 2 axes. Give it the axes [N, ...space, channels], with at least one between the first and the last.',
  ],
];

describe('windows that do not fit are told in words', () => {
  test.each(rows)('%s %#', (code, call, text) => {
    const error = errorOf(call);
    expect(error.message).toBe(text);
    expect(error.code).toBe(code);
    expect(error.places[0]?.source.file).toContain('windowErrors.test.ts');
  });
});
