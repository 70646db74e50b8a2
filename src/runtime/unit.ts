/** The arrays that data comes and goes in, by the dtype of a tensor. */
export type Data = Float32Array | Int32Array | Uint32Array | Uint8Array;

/** A typed array for each buffer, under the name that the kernels know it by. */
export type Views = Record<string, Data>;

/** One input of an entry point. */
export interface Input {
  readonly name: string;
  readonly view: string;
  readonly array: 'Float32Array' | 'Int32Array' | 'Uint32Array' | 'Uint8Array';
  /** `[N, 784]`, for messages. */
  readonly shape: string;
  /** Its number of elements: coefficients of 1, N, N², … */
  readonly size: readonly number[];
  /** Finds N in a length where the size has a square of N or more. */
  readonly root?: (size: readonly number[], length: number) => number;
  /** Of a scalar: whether a number can be stored as one. */
  readonly fits?: (value: number) => boolean;
  /** Refuses values. */
  readonly check?: (entry: Entry, input: Input, values: ArrayLike<number>, N: number) => void;
  /** Of an index: one past the largest value, and what it indexes. */
  readonly range?: number;
  readonly indexes?: string;
  /** Of an index into several axes, or one that grows with N: for each the coefficients of 1 and N, and what it is. */
  readonly ranges?: readonly (readonly [plus: number, n: number, indexes: string])[];
  /** Elements from one index of an axis to the next, for messages. */
  readonly strides?: readonly number[];
}

/** A function of the module: what it takes, what it runs, and what it gives. */
export interface Entry {
  readonly name: string;
  readonly run: (N: number, views: Views) => void;
  readonly inputs: readonly Input[];
  /** Refuses a batch that is too small: fewer samples than `least`, which `needed` needs. */
  readonly enough?: (entry: Entry, N: number) => void;
  readonly least?: number;
  readonly needed?: string;
}

export interface Called extends Entry {
  readonly results: (views: Views, N: number) => object;
}

/** An entry point whose results are merged over batches: totals and weights are added, then divided. */
export interface Counted extends Entry {
  readonly counts: (views: Views, N: number) => number[];
  readonly results: (sums: readonly number[]) => object;
}

/** A value that outlives a call. */
export interface Variable {
  readonly name: string;
  readonly role: 'parameter' | 'state' | 'slot' | 'hyperparameter' | 'step' | 'seed';
  /** In JavaScript: the array that kernels know it by. */
  readonly view?: string;
  /** In WebAssembly: its address. */
  readonly at?: number;
  readonly dtype: 'F32' | 'I32' | 'U32' | 'BOOL';
  readonly shape: readonly number[];
  /** Its first value where that is neither 0 nor computed by `init`. */
  readonly initial?: number | readonly number[];
  /** Its name in a file, where that is another. */
  readonly key?: string;
}

/** What the compiler knows about one model or program. */
export interface Unit {
  /** The names of all inputs of all its entry points. */
  readonly inputs: ReadonlySet<string>;
  /** The smallest C at which all buffers have a length, where that is above 16. */
  readonly smallest?: number;
  /** The largest C whose buffers can all be addressed. */
  readonly largest: number;
  /** Bytes for up to C samples. */
  readonly bytes: (C: number) => number;
  readonly variables: readonly Variable[];
  /** Computes the first values of variables. */
  readonly init?: (N: number, views: Views) => void;
}

/** A unit in JavaScript: state and arena are memory of their own; `bytes` are the arena's. */
export interface ScriptUnit extends Unit {
  readonly stateBytes: number;
  readonly views: (state: ArrayBuffer, arena: ArrayBuffer, C: number) => Views;
}

/** A unit in WebAssembly: one memory, the state first, which grows with the arena. */
export interface WasmUnit extends Unit {
  /** The program's bytes, in hexadecimal, or the file that they are in. */
  readonly program: () => string | URL;
  /** What a file of the same build holds. */
  readonly stamp?: string;
  /** From which byte to which it has sums of products that can be fused. */
  readonly sums?: readonly [number, number];
  /** Whether this engine fuses them, once that is known. */
  fuses?: boolean;
  /** What became of the program, once an instance was made: as it is, and with fused sums. */
  plain?: WebAssembly.Module;
  fused?: WebAssembly.Module;
  /** Bytes for up to C samples, and for so many further threads. */
  readonly bytes: (C: number, threads?: number) => number;
  /** Whether it was said that workers cannot be had. */
  warned?: boolean;
  readonly views: (memory: ArrayBuffer, C: number) => Views;
}

/** One instance: its memory, and views of it. */
export interface Net {
  readonly unit: Unit;
  /** Samples that there is room for. */
  capacity: number;
  /** Makes room for so many samples. The state does not move: a view of it that someone holds stays right. */
  readonly grow: (capacity: number) => Views;
  views: Views;
  /** The variables' values, in the order of the unit's. */
  state: readonly Data[];
}

/** What a thread meets others with. */
export interface Team {
  readonly words: Int32Array;
  /** Threads of this call. */
  parts: number;
  /** How many have to come to the next meeting, all meetings of a call taken together. */
  goal: number;
  /** When the caller called the others. */
  began: number;
  /** Of the caller alone. */
  readonly workers?: AnyWorker[];
}

/** Workers of a browser and of Node. */
export interface AnyWorker {
  onerror: unknown;
  on?(event: string, listener: unknown): Required<AnyWorker>;
  unref?(): void;
  postMessage(message: unknown): void;
  terminate(): unknown;
}

/** What messages come to. */
interface Port {
  onmessage: (event: { readonly data: [WebAssembly.Module, WebAssembly.Memory] }) => void;
}

interface MakesWorkers {
  readonly Worker: new (url: URL, options: object) => AnyWorker;
}

/** Of `node:worker_threads`. */
export interface NodeThreads extends MakesWorkers {
  readonly workerData: unknown;
  readonly parentPort: Port | null;
}

/** What a module may find around it. */
export interface Host extends MakesWorkers, Port {
  readonly crossOriginIsolated?: boolean;
  readonly document?: unknown;
  readonly name?: unknown;
  readonly process?: { readonly getBuiltinModule?: (name: 'node:worker_threads') => NodeThreads };
}

/** An instance in WebAssembly; all but the first four are there where it has workers. */
export interface WasmNet extends Net, Team {
  readonly compiled: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly exports: Record<string, WebAssembly.Global>;
  /** The entry points as the kernels' text calls them. */
  program: Readonly<Record<string, (N: number, C: number) => void>>;
  readonly unit: WasmUnit;
  readonly workers: AnyWorker[];
  readonly keepLast?: boolean;
  /** Further threads that there is scratch memory for. */
  readonly more?: number;
  /** A worker died between calls. */
  lost?: boolean;
  /** What a worker's death in the middle of an update was told with. */
  torn?: Error | null;
}

export interface Options {
  readonly threads?: number;
  readonly createWorker?: (options: {
    readonly type: 'module';
    readonly name: string;
    readonly workerData: string;
  }) => AnyWorker;
  readonly keepLast?: boolean;
  readonly seed?: number;
  readonly weights?: Uint8Array | ArrayBuffer;
  readonly partial?: boolean;
  readonly relaxed?: boolean;
}
