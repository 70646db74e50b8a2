// Shapes of what windows move over, in the type system. Extents along which they move are followed where nothing has to be computed
// ('same' with strides of 1); elsewhere they are `number`.
import type { Extent } from './extent.js';
import type { Shape } from './shape.js';
import type { Fail, Fits, IsLoose, ShowShape } from './shapeTypes.js';

/** [N, ...space, C] by [...window, C / groups, F]: [N, ...places, F]. */
export type Convolved<X extends Shape, K extends Shape, O> = true extends IsLoose<X> | IsLoose<K>
  ? Shape
  : X extends readonly [infer N extends Extent, ...infer S extends Shape, infer C extends Extent]
    ? K extends readonly [...infer W extends Shape, infer T extends Extent, infer F extends Extent]
      ? S['length'] extends W['length']
        ? S['length'] extends 0
          ? Fail<`convolve: x ${ShowShape<X>} must have the axes [N, ...space, channels]`>
          : Taken<C, T, O> extends true
            ? readonly [N, ...Places<S, O>, F]
            : Fail<`convolve ${ShowShape<X>} by ${ShowShape<K>}: the kernel takes ${T} channels, x has ${C}`>
        : Fail<`convolve ${ShowShape<X>} by ${ShowShape<K>}: both must have the same number of axes`>
      : Fail<`convolve: the kernel ${ShowShape<K>} must have the axes [...window, channels, filters]`>
    : Fail<`convolve: x ${ShowShape<X>} must have the axes [N, ...space, channels]`>;

/** With groups the channels are compared when the model is traced. */
type Taken<C extends Extent, T extends Extent, O> = O extends { readonly groups: number } ? true : Fits<C, T>;

/** The axes between the first and the last of x, as long as a window's places along them. */
export type Pooled<X extends Shape, O, Name extends string> =
  true extends IsLoose<X>
    ? Shape
    : X extends readonly [infer N extends Extent, ...infer S extends Shape, infer C extends Extent]
      ? S['length'] extends 0
        ? Fail<`${Name}: x ${ShowShape<X>} must have the axes [N, ...space, channels]`>
        : readonly [N, ...Places<S, O>, C]
      : Fail<`${Name}: x ${ShowShape<X>} must have the axes [N, ...space, channels]`>;

type Places<S extends Shape, O> = O extends { readonly padding: 'same' }
  ? O extends { readonly strides: 1 } & ({ readonly inputDilation: 1 } | { readonly inputDilation?: undefined })
    ? S
    : Unknown<S>
  : Unknown<S>;
type Unknown<S extends Shape> = { readonly [K in keyof S]: number };

/** The axes between the first and the last, each of one size, or of one of a list. */
export type Resized<X extends Shape, Z> =
  true extends IsLoose<X>
    ? Shape
    : X extends readonly [infer N extends Extent, ...infer S extends Shape, infer C extends Extent]
      ? S['length'] extends 0
        ? Fail<`resize: x ${ShowShape<X>} must have the axes [N, ...space, channels]`>
        : Z extends readonly number[]
          ? number extends Z['length']
            ? readonly [N, ...Unknown<S>, C]
            : Z['length'] extends S['length']
              ? readonly [N, ...Z, C]
              : Fail<`resize ${ShowShape<X>}: ${Z['length']} sizes for ${S['length']} axes`>
          : readonly [N, ...{ readonly [K in keyof S]: Z & number }, C]
      : Fail<`resize: x ${ShowShape<X>} must have the axes [N, ...space, channels]`>;
