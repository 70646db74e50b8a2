// Made by Tapeless beside the module of the same name.

export interface CreateOptions {
  /** A whole number from 0 on; without one, 0. Same seed, same bits. */
  readonly seed?: number;
  /** A safetensors file with every parameter by name. */
  readonly weights?: Uint8Array | ArrayBuffer;
  /** The file may lack parameters, which then start fresh, and have others. */
  readonly partial?: boolean;
}

export interface Parameter<Data> {
  readonly shape: readonly number[];
  /** The values themselves, row-major: reading sees every step, writing changes the model. */
  readonly data: Data;
}

export type RunInputs = {
  /** f32[2] */
  readonly x: Float32Array;
};

export type RunResults = {
  /** f32[2] */
  readonly sum: Float32Array<ArrayBuffer>;
};

export type Parameters = {
  /** not trained, f32[2] */
  readonly a: Parameter<Float32Array>;
  /** not trained, f32[2] */
  readonly b: Parameter<Float32Array>;
};

export interface Program {
  readonly parameters: Parameters;
  /** Runs the program once. */
  run(inputs: RunInputs): RunResults;
  /** A safetensors file of everything that outlives a call: training resumes from it bit for bit. */
  save(): Uint8Array<ArrayBuffer>;
  /** Takes over what `save` gave; checked whole before anything is changed. */
  load(bytes: Uint8Array | ArrayBuffer): void;
}

/** A fresh instance. */
export declare function create(options?: CreateOptions): Program;
