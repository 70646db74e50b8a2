import type { Tensor } from '../graph/index.js';
import type { Buffer, Step, Watched } from './kernel.js';
import type { Around } from './lower.js';
import type { Update } from './updates.js';

/** A graph to be run: that of an entry point, or one inside a loop or a branch. */
export interface Region {
  readonly inputs: readonly Tensor[];
  /** All that is to be made, whatever becomes of it. */
  readonly wanted: readonly Tensor[];
  /** Those of them that are to be found in certain buffers. */
  readonly updates: readonly Update[];
  /** The buffers of inputs, and of tensors around it that it reads. */
  readonly places: ReadonlyMap<Tensor, Buffer>;
  readonly around?: Around;
}

/** What all regions of a program share. */
export interface Shared {
  /** A name that nothing has yet. */
  readonly unique: (name: string) => string;
  readonly called: ((tensor: Tensor) => Watched) | undefined;
}

/** A region in order, and where its tensors are found. */
export interface RegionSteps {
  readonly steps: readonly Step[];
  readonly bufferOf: (tensor: Tensor) => Buffer;
}
