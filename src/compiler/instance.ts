/** The arrays that data comes and goes in, by dtype: f32, i32, u32, bool. */
export type Data = Float32Array | Int32Array | Uint32Array | Uint8Array;

/** What is fed: an array for each input; of a scalar also a number. */
export type Inputs = Readonly<Record<string, Data | number>>;

/** What an instance starts from. */
export interface CreateOptions {
  /** Seeds the parameters' first values and every random op; 0 where absent. */
  readonly seed?: number;
  /** A safetensors file: every parameter by name, with fresh optimizer state. */
  readonly weights?: Uint8Array | ArrayBuffer;
  /** Takes a subset of the parameters from `weights`. */
  readonly partial?: boolean;
}

/** Numbers and arrays by name: what they are depends on the declaration, and only a generated module's .d.ts spells it out. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Results = Record<string, any>;

/** An instance with variables: parameters, their files. */
export interface Stateful {
  readonly parameters: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Data }>>;
  save(): Uint8Array<ArrayBuffer>;
  load(bytes: Uint8Array | ArrayBuffer): void;
}

/** A compiled model. */
export interface ModelInstance extends Stateful {
  step(inputs: Inputs): Results;
  predict(inputs: Inputs): Results;
  evaluate(batches: Inputs | Iterable<Inputs>): Results;
  readonly hyperparameters: Record<string, number>;
}

/** A compiled program; the members of `Stateful` are there where it has variables. */
export interface ProgramInstance extends Partial<Stateful> {
  run(inputs: Inputs): Results;
}

export type Compiled = ModelInstance | ProgramInstance;

/** What compiling a declaration gives. */
export type Created<D> = D extends { readonly kind: 'model' }
  ? ModelInstance
  : D extends { readonly kind: 'program' }
    ? ProgramInstance
    : ModelInstance & ProgramInstance;
