// Made by Tapeless beside the module of the same name.
export type RunInputs = {
  /** f32[N, 8] */
  readonly x: Float32Array;
};

export type RunResults = {
  /** f32[N, 8] */
  readonly y: Float32Array<ArrayBuffer>;
};

export interface Program {
  /** Runs the program once. */
  run(inputs: RunInputs): RunResults;
}

/** A fresh instance. */
export declare function create(): Program;
