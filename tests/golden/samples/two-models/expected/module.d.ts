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

export declare namespace encode {
  export type RunInputs = {
    /** f32[N, 3] */
    readonly x: Float32Array;
  };

  export type RunResults = {
    /** f32[N, 2] */
    readonly code: Float32Array<ArrayBuffer>;
  };

  export type Parameters = {
    /** f32[3, 2] */
    readonly 'dense/kernel': Parameter<Float32Array>;
    /** f32[2] */
    readonly 'dense/bias': Parameter<Float32Array>;
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
  export function create(options?: CreateOptions): Program;
}

export declare namespace energy {
  export type RunInputs = {
    /** f32[N, 3] */
    readonly x: Float32Array;
  };

  export type RunResults = {
    /** f32[N] */
    readonly total: Float32Array<ArrayBuffer>;
  };

  export type Parameters = {
    /** f32[3, 2] */
    readonly 'dense/kernel': Parameter<Float32Array>;
    /** f32[2] */
    readonly 'dense/bias': Parameter<Float32Array>;
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
  export function create(options?: CreateOptions): Program;
}
