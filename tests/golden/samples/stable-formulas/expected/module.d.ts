// Made by Tapeless beside the module of the same name.
export type RunInputs = {
  /** f32[5] */
  readonly x: Float32Array;
};

export type RunResults = {
  /** f32[5] */
  readonly softplus: Float32Array<ArrayBuffer>;
  /** f32[5] */
  readonly softmax: Float32Array<ArrayBuffer>;
  /** f32[] */
  readonly logSumExp: number;
  /** f32[5] */
  readonly slope: Float32Array<ArrayBuffer>;
};

export interface Program {
  /** Runs the program once. */
  run(inputs: RunInputs): RunResults;
}

/** A fresh instance. */
export declare function create(): Program;
