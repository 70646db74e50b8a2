// Made by Tapeless beside the module of the same name.
export type RunInputs = {
  /** f32[N, 6, 6, 1] */
  readonly x: Float32Array;
  /** f32[3, 3, 1, 6] */
  readonly kernel: Float32Array;
  /** f32[6] */
  readonly bias: Float32Array;
  /** f32[N, 3, 3, 6] */
  readonly y: Float32Array;
};

export type RunResults = {
  /** f32[N, 3, 3, 6] */
  readonly pooled: Float32Array<ArrayBuffer>;
  /** f32[3, 3, 1, 6] */
  readonly slope: Float32Array<ArrayBuffer>;
};

export interface Program {
  /** Runs the program once. */
  run(inputs: RunInputs): RunResults;
}

/** A fresh instance. */
export declare function create(): Program;
