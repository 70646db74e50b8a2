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

export type StepInputs = {
  /** i32[N, 3], from 0 to 6: indexes axis 0 of table [7, 2] at sample.model.ts:8:23 */
  readonly tokens: Int32Array;
  /** f32[N, 2] */
  readonly y: Float32Array;
};

export type EvaluateInputs = StepInputs;
export type PredictInputs = {
  /** i32[N, 3], from 0 to 6: indexes axis 0 of table [7, 2] at sample.model.ts:8:23 */
  readonly tokens: Int32Array;
};

export type StepResults = {
  readonly loss: number;
};

export type EvaluateResults = {
  readonly loss: number;
};

export type PredictResults = {
  /** f32[N, 2] */
  readonly bag: Float32Array<ArrayBuffer>;
};

export type Parameters = {
  /** f32[7, 2] */
  readonly table: Parameter<Float32Array>;
};

export type Hyperparameters = {
  /** starts as 0.01 */
  learningRate: number;
};

export interface Model {
  readonly parameters: Parameters;
  /** May be set between steps. */
  readonly hyperparameters: Hyperparameters;
  /** One training step. */
  step(inputs: StepInputs): StepResults;
  /** Loss and metrics, no update: of one batch, or of many merged by totals and weights. */
  evaluate(batches: EvaluateInputs | Iterable<EvaluateInputs>): EvaluateResults;
  evaluate(batches: AsyncIterable<EvaluateInputs>): Promise<EvaluateResults>;
  /** Outputs for inputs of any number of samples. */
  predict(inputs: PredictInputs): PredictResults;
  /** A safetensors file of everything that outlives a call: training resumes from it bit for bit. */
  save(): Uint8Array<ArrayBuffer>;
  /** Takes over what `save` gave; checked whole before anything is changed. */
  load(bytes: Uint8Array | ArrayBuffer): void;
}

/** A fresh instance. */
export declare function create(options?: CreateOptions): Model;
