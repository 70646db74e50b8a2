// Made by Tapeless beside the module of the same name.
export type RunInputs = {
  /** f32[4, N, 3] */
  readonly x: Float32Array;
  /** f32[3, 5] */
  readonly w: Float32Array;
  /** f32[5, 5] */
  readonly u: Float32Array;
};

export type RunResults = {
  /** f32[3, 5] */
  readonly dw: Float32Array<ArrayBuffer>;
  /** f32[5, 5] */
  readonly du: Float32Array<ArrayBuffer>;
};

export interface Program {
  /** Runs the program once. */
  run(inputs: RunInputs): RunResults;
}

/** A fresh instance. */
export declare function create(): Program;
