import { range, stridesOf } from '../../src/base/index.js';
import { apply, type Op, type Tensor } from '../../src/graph/index.js';
import * as o from '../../src/ops/index.js';
import type { Chooser } from './randomWholes.js';

/** How far a window of so many elements moves over so many that are there: it always fits, and never sees padding alone. */
function sliding(extent: number, size: number, choose: Chooser): o.ConvolveAttrs['windows'][string] {
  const dilation = size > 1 && (size - 1) * 2 < extent ? 1 + choose.below(2) : 1;
  const reach = (size - 1) * dilation + 1;
  const stride = choose.one([1, 2, size])!;
  // Its elements stand apart if it is dilated: what lies between them may be all that is there.
  const most = dilation > 1 ? 1 : reach;
  return { stride, low: choose.below(most), high: choose.below(most), dilation, inputDilation: 1 };
}

const isLong = (extent: unknown): extent is number => typeof extent === 'number' && extent > 0;

/** A window along some of an operand's axes. */
export function windowing(op: Op, pool: readonly Tensor[], choose: Chooser): Tensor | null {
  const x = choose.one(pool.filter(({ dtype, shape }) => dtype !== 'bool' && shape.some(isLong)));
  if (!x) return null;
  const axes = range(x.shape.length).filter((axis) => isLong(x.shape[axis]) && choose.below(3) > 0);
  const windows = axes.map((axis) => {
    const extent = Number(x.shape[axis]);
    const size = 1 + choose.below(Math.min(3, extent));
    const spread = op === o.windowSumOp && choose.below(4) === 0 ? 2 : 1;
    return { axis, size, ...sliding(extent, size, choose), inputDilation: spread };
  });
  if (op !== o.windowArgMaxOp) return apply(op, [x], { windows });
  return apply(op, [x], { windows, first: 0, steps: stridesOf(axes.map((axis) => Number(x.shape[axis]))) });
}

/** Axes of one extent are groups or summed over, one of each operand is a window's, the others are the result's. */
export function convolving(op: Op, pool: readonly Tensor[], choose: Chooser): Tensor {
  const floats = pool.filter(({ dtype, shape }) => dtype === 'f32' && shape.length > 0);
  const [x, kernel] = [choose.one(floats)!, choose.one(floats)!];
  const inX = range(x.shape.length).map((axis) => 'abcd'[axis]!);
  const inKernel = range(kernel.shape.length).map((axis) => 'efgh'[axis]!);
  const summed: string[] = [];
  const windows: Record<string, ReturnType<typeof sliding>> = {};
  const free = (axis: number): boolean => 'efgh'.includes(inKernel[axis]!);
  inX.forEach((letter, axis) => {
    const [extent] = [x.shape[axis]!];
    const role = choose.below(4);
    const partner = range(kernel.shape.length).find((other) => {
      const size = kernel.shape[other]!;
      return (
        free(other) && (role === 0 ? isLong(extent) && isLong(size) && size <= extent : role < 3 && size === extent)
      );
    });
    if (partner === undefined) return;
    inKernel[partner] = letter;
    if (role === 0) windows[letter] = sliding(Number(extent), Number(kernel.shape[partner]), choose);
    else if (role === 1) summed.push(letter);
  });
  const result = [...new Set([...inX, ...inKernel])].filter((letter) => !summed.includes(letter));
  const by = choose.below(Math.max(1, result.length));
  const words = {
    x: inX.join(''),
    kernel: inKernel.join(''),
    result: [...result.slice(by), ...result.slice(0, by)].join(''),
  };
  // Sums of products would grow beyond all bounds from step to step.
  return o.mul(apply(op, [x, kernel], { ...words, windows }), 0.3);
}
