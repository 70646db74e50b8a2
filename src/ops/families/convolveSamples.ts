import type { DType } from '../../base/index.js';
import type { Sample } from '../../graph/index.js';
import type { ConvolveAttrs } from '../convolve.js';
import type { Sliding } from './sliding.js';

const plain: Sliding = { stride: 1, low: 0, high: 0, dilation: 1, inputDilation: 1 };

/** `words` is `x,kernel->result`, as in einsum. */
function sample(
  words: string,
  shapes: readonly [x: readonly number[], kernel: readonly number[]],
  windows: Readonly<Record<string, Partial<Sliding>>>,
  dtype: DType = 'f32',
): Sample<ConvolveAttrs> {
  const [x = '', kernel = '', result = ''] = words.split(/,|->/);
  const whole = Object.entries(windows).map(([letter, sliding]) => [letter, { ...plain, ...sliding }]);
  const attrs = { x, kernel, result, windows: Object.fromEntries(whole) as Record<string, Sliding> };
  return { shapes, attrs, dtypes: [dtype, dtype] };
}

/** Every option alone, then together; letters as public functions give them and in other orders. */
export const convolveSamples: readonly Sample<ConvolveAttrs>[] = [
  sample(
    'nwc,wcf->nwf',
    [
      [2, 5, 2],
      [3, 2, 2],
    ],
    { w: {} },
  ),
  sample(
    'nwc,wcf->nwf',
    [
      [1, 6, 1],
      [2, 1, 2],
    ],
    { w: { stride: 2, low: 1, high: 2 } },
  ),
  sample(
    'nwc,wcf->nwf',
    [
      [1, 7, 2],
      [3, 2, 1],
    ],
    { w: { dilation: 2 } },
  ),
  sample(
    'nwc,wcf->nwf',
    [
      [1, 3, 2],
      [2, 2, 2],
    ],
    { w: { inputDilation: 3, low: 2, high: 1 } },
  ),
  sample(
    'nwc,wcf->nwf',
    [
      [1, 6, 1],
      [2, 1, 2],
    ],
    { w: { low: -1, high: -2 } },
  ),
  sample(
    'nwc,wcf->nwf',
    [
      [1, 5, 1],
      [3, 1, 1],
    ],
    { w: { stride: 3, low: 4, high: -1, dilation: 2, inputDilation: 2 } },
  ),
  sample(
    'nwc,wcf->nwf',
    [
      [1, 4, 2],
      [1, 2, 3],
    ],
    { w: { stride: 2 } },
  ),
  sample(
    'nwc,wcf->nwf',
    [
      [1, 0, 2],
      [2, 2, 1],
    ],
    { w: { low: 2, high: 1 } },
  ),
  sample(
    'nwc,wcf->nwf',
    [
      [2, 3, 0],
      [2, 0, 2],
    ],
    { w: {} },
  ),
  sample(
    'nwc,wcf->nwf',
    [
      [1, 4, 1],
      [2, 1, 2],
    ],
    { w: { low: 1 } },
    'i32',
  ),
  sample(
    'nhwc,hwcf->nhwf',
    [
      [2, 3, 4, 2],
      [2, 2, 2, 2],
    ],
    { h: { low: 1, high: 1 }, w: { stride: 2 } },
  ),
  sample(
    'nchw,fchw->nfhw',
    [
      [1, 2, 3, 3],
      [2, 2, 2, 2],
    ],
    { h: {}, w: { low: 1 } },
  ),
  sample(
    'cwhn,wfhc->hfwn',
    [
      [2, 3, 3, 1],
      [2, 2, 2, 2],
    ],
    { h: { stride: 2, high: 1 }, w: {} },
  ),
  // Groups of features, one filter a channel, groups of the batch.
  sample(
    'nwgc,wcgf->nwgf',
    [
      [1, 4, 2, 2],
      [2, 2, 2, 1],
    ],
    { w: { low: 1 } },
  ),
  sample(
    'nhwg,hwgf->nhwgf',
    [
      [1, 3, 3, 2],
      [2, 2, 2, 2],
    ],
    { h: { low: 1 }, w: {} },
  ),
  sample(
    'gnwc,wcgf->nwgf',
    [
      [2, 2, 4, 1],
      [3, 1, 2, 1],
    ],
    { w: {} },
  ),
  sample(
    'ndhwc,dhwcf->ndhwf',
    [
      [1, 2, 3, 2, 1],
      [2, 2, 1, 1, 2],
    ],
    { d: { low: 1 }, h: {}, w: { stride: 2 } },
  ),
  sample(
    'nwc,wcf->nwf',
    [
      [1, 4, 2],
      [4, 2, 2],
    ],
    { w: {} },
  ),
  sample(
    'nc,cf->nf',
    [
      [2, 3],
      [3, 2],
    ],
    {},
  ),
];
