import type { Tensor } from '../graph/index.js';
import { relu, windowMax, type Window, type WindowAttrs } from '../ops/index.js';
import { p } from './pattern.js';
import { rule, type Rule } from './rule.js';

const windowsOf = (t: Tensor): readonly Window[] => (t.node.attrs as WindowAttrs).windows;

const pairs: readonly Window[] = [
  { axis: 1, size: 2, stride: 2, low: 1, high: 1, dilation: 1, inputDilation: 1 },
  { axis: 0, size: 2, stride: 1, low: 0, high: 0, dilation: 1, inputDilation: 1 },
];

/** What is the same for each element is done to the fewer ones that windows leave. */
export const windows: readonly Rule[] = [
  rule(
    'windowMax(relu x) = relu(windowMax x)',
    ['x'],
    ({ x }) => p.windowMax(p.select(p.lessEqual(x, 0), 0, x)),
    ({ x }, at) => relu(windowMax(x, windowsOf(at))),
    { example: ({ x }) => windowMax(relu(x), pairs) },
  ),
];
