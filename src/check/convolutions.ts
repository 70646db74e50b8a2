import fc from 'fast-check';
import { range, type Extent } from '../base/index.js';
import type { ConvolveAttrs, WindowAttrs } from '../ops/index.js';
import { extents, type ShapeLimits } from './shapes.js';

/** A random convolution: letters in any order, each option by itself or with others. Most fit; the type rule refuses the rest. */
export interface RandomConvolution {
  readonly shapes: readonly [x: readonly Extent[], kernel: readonly Extent[]];
  readonly attrs: ConvolveAttrs;
}

type Sliding = ConvolveAttrs['windows'][string];

/** Mostly 1 or 0, so that the other options are met alone. */
const seldom = (usual: number, min: number, max: number): fc.Arbitrary<number> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.integer({ min, max }) });

export const slidings = (inputDilation = 3): fc.Arbitrary<Sliding> =>
  fc.record({
    stride: seldom(1, 1, 3),
    low: seldom(0, -2, 3),
    high: seldom(0, -2, 3),
    dilation: seldom(1, 1, 3),
    inputDilation: seldom(1, 1, inputDilation),
  });

/** An axis: which operands and the result have it, how long it is in x and in the kernel, how the kernel moves along it. */
interface Axis {
  readonly letter: string;
  readonly of: string;
  readonly extent: Extent;
  readonly window: Extent;
  readonly sliding?: Sliding;
}

const moving = (letter: string): fc.Arbitrary<Axis> =>
  fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 3 }), slidings())
    .map(([extent, window, sliding]) => ({ letter, of: 'xkr', extent, window, sliding }));

const still = (letter: string, of: string, limits: ShapeLimits): fc.Arbitrary<Axis> =>
  extents(limits)
    .map((extent) => (typeof extent === 'number' ? Math.min(extent, 3) : extent))
    .map((extent) => ({ letter, of, extent, window: extent }));

const maybe = (axis: fc.Arbitrary<Axis>): fc.Arbitrary<Axis[]> =>
  fc.oneof({ weight: 1, arbitrary: fc.constant<Axis[]>([]) }, { weight: 3, arbitrary: axis.map((one) => [one]) });

export function convolutions(limits: ShapeLimits = {}): fc.Arbitrary<RandomConvolution> {
  const windows = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(moving('w')) },
    { weight: 2, arbitrary: fc.tuple(moving('h'), moving('w')) },
    { weight: 1, arbitrary: fc.constant<Axis[]>([]) },
  );
  const groups = fc.oneof(
    { weight: 2, arbitrary: fc.constant<Axis[]>([]) },
    { weight: 1, arbitrary: fc.tuple(still('g', 'xkr', limits)) },
  );
  return fc
    .tuple(
      windows,
      groups,
      maybe(still('n', 'xr', limits)),
      maybe(still('c', 'xk', limits)),
      maybe(still('f', 'kr', limits)),
    )
    .map((axes) => onceN(axes.flat()))
    .chain((axes) => {
      const word = (of: string) =>
        fc.shuffledSubarray(
          axes.filter((axis) => axis.of.includes(of)),
          { minLength: axes.filter((axis) => axis.of.includes(of)).length },
        );
      return fc.tuple(word('x'), word('k'), word('r'));
    })
    .map(([x, kernel, result]) => ({
      shapes: [x.map(({ extent }) => extent), kernel.map(({ window }) => window)],
      attrs: {
        x: spelled(x),
        kernel: spelled(kernel),
        result: spelled(result),
        windows: Object.fromEntries(x.flatMap(({ letter, sliding }) => (sliding ? [[letter, sliding]] : []))),
      },
    }));
}

const spelled = (axes: readonly Axis[]): string => axes.map(({ letter }) => letter).join('');

/** One axis may be N. */
const onceN = (axes: readonly Axis[]): Axis[] => {
  const first = axes.find(({ extent }) => extent === 'N');
  return axes.map((axis) => (axis.extent === 'N' && axis !== first ? { ...axis, extent: 3, window: 3 } : axis));
};

/** Windows along some axes of a shape whose extents are numbers; with `inputDilation`, also over zeros between the elements. */
export function windowsOver(shape: readonly Extent[], inputDilation: number): fc.Arbitrary<WindowAttrs['windows']> {
  const known = range(shape.length).filter((axis) => typeof shape[axis] === 'number');
  return fc
    .shuffledSubarray(known, { maxLength: Math.min(2, known.length) })
    .chain((axes) =>
      fc.tuple(
        ...axes.map((axis) =>
          fc
            .tuple(fc.integer({ min: 1, max: 3 }), slidings(inputDilation), fc.boolean())
            .map(([size, sliding, apart]) => ({ axis, size, ...sliding, ...(apart && { stride: size, dilation: 1 }) })),
        ),
      ),
    );
}
