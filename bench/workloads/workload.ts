import type { Model, Program } from '../../src/index.js';
import type { Filled } from '../lcg.js';

/** What everyone starts from. */
export interface Data {
  /** By our names; peers go by their order. */
  readonly parameters: readonly Filled[];
  readonly inputs: Readonly<Record<string, Filled>>;
}

/** Which net it is, for peers that write it in their own words. */
export type Net =
  | { readonly kind: 'perceptron'; readonly hidden: 'relu' | 'tanh'; readonly loss: 'crossentropy' | 'squares' }
  | { readonly kind: 'gpt' | 'lenet' | 'lstm'; readonly classes: number }
  | { readonly kind: 'product'; readonly transposed: 'neither' | 'a' | 'b' };

/** One piece of work that ours and the peers do from the same numbers. */
export interface Workload {
  readonly name: string;
  readonly says: string;
  /** A step of training, or an output that is read. */
  readonly entry: 'step' | 'predict' | 'run';
  readonly batch: number;
  readonly net: Net;
  /** Operations of its products, a multiply-add counting 2; a step has no gradient of the data. */
  readonly flops: number;
  /** A part of its arena that it also trains in. */
  readonly budget?: number;
  /** The same for longer sequences, of which only the module is of interest. */
  readonly longer?: Workload;
  /** Ours. */
  readonly declare: () => Model | Program;
  readonly data: () => Data;
}
