import { dtypes, elements, polynomialAt, shapeAt, type DType, type NdArray } from '../../src/base/index.js';
import { capacityOf } from '../../src/kernels/index.js';
import type { Placed, Schedule } from '../../src/schedule/index.js';

const arrays = { Float32Array, Int32Array, Uint32Array, Uint8Array } as const;
export type TypedArray = Float32Array | Int32Array | Uint32Array | Uint8Array;

const guard = 64;
const canary = 0xa5;

/** The memory of one program for one N, with guard bands between its parts and all else poisoned. */
export interface Memory {
  /** A typed array for each buffer of the schedule, exactly as long as its shape. */
  readonly views: readonly TypedArray[];
  /** As `views`, but every access is checked. */
  readonly watched: readonly TypedArray[];
  readonly view: (buffer: string) => TypedArray;
  /** Marks a buffer as written, as whoever feeds it does. */
  readonly fill: (buffer: string, value: NdArray) => void;
  /** Whether a byte outside all parts has changed. */
  readonly intact: () => boolean;
}

/**
 * State, constants and arena at their planned addresses in one ArrayBuffer. A poisoned f32 is NaN. Watched views fail at
 * an access outside of themselves, and where they read what was never written or has been overwritten through another one.
 */
export function memoryOf(schedule: Schedule, n: number): Memory {
  const capacity = capacityOf(n);
  const { state, constants, arena } = schedule.memory;
  const starts = {
    state: guard,
    constants: guard + state + guard,
    arena: guard + state + guard + constants + guard,
  } satisfies Record<Placed['space'], number>;
  const end = starts.arena + polynomialAt(arena, capacity);
  const bytes = new ArrayBuffer(end + guard);
  const all = new Uint8Array(bytes).fill(0xff);
  const bands = [starts.state, starts.constants, starts.arena, end + guard].map((to) =>
    all.subarray(to - guard, to).fill(canary),
  );
  // Who wrote a byte last: 0 is nobody, k + 1 the buffer k.
  const owners = new Uint16Array(bytes.byteLength);
  const views = schedule.buffers.map(({ name, dtype, shape, space, offset, bytes: planned, data }, k) => {
    const length = elements(shapeAt(shape, n));
    const at = starts[space] + polynomialAt(offset, capacity);
    if (length * dtypes[dtype].bytes > polynomialAt(planned, capacity))
      throw new Error(`${name} is larger than planned`);
    if (at % guard !== 0) throw new Error(`${name} is not aligned`);
    const view = new arrays[dtypes[dtype].array](bytes, at, length);
    if (data) view.set(data);
    if (space !== 'arena') owners.fill(k + 1, at, at + view.byteLength);
    return view;
  });
  const indexOf = (buffer: string): number => schedule.buffers.findIndex(({ name }) => name === buffer);
  return {
    views,
    watched: views.map((view, k) => watchedView(view, schedule.buffers[k]!.name, owners, k + 1)),
    view: (buffer) => views[indexOf(buffer)]!,
    fill: (buffer, value) => {
      const view = views[indexOf(buffer)]!;
      if (view.length !== value.data.length) throw new Error(`${buffer} takes ${view.length} elements`);
      view.set(value.data);
      owners.fill(indexOf(buffer) + 1, view.byteOffset, view.byteOffset + view.byteLength);
    },
    intact: () => bands.every((band) => band.every((byte) => byte === canary)),
  };
}

function watchedView(view: TypedArray, name: string, owners: Uint16Array, owner: number): TypedArray {
  const at = (key: string | symbol): number => {
    const index = Number(key);
    if (!(Number.isInteger(index) && index >= 0 && index < view.length))
      throw new RangeError(`${name}[${String(key)}] of ${view.length} elements`);
    return index;
  };
  const bytesOf = (index: number): Uint16Array => {
    const from = view.byteOffset + index * view.BYTES_PER_ELEMENT;
    return owners.subarray(from, from + view.BYTES_PER_ELEMENT);
  };
  return new Proxy(view, {
    get: (_, key) => {
      // Parts that loops take of an array; they are guarded by what is around them in it.
      if (key === 'subarray')
        return (from: number, to: number) => watchedView(view.subarray(from, to) as TypedArray, name, owners, owner);
      const index = at(key);
      if (bytesOf(index).some((by) => by !== owner)) throw new Error(`${name}[${index}] is read but not there`);
      return view[index];
    },
    set: (_, key, value: unknown) => {
      const index = at(key);
      if (typeof value !== 'number' && !(typeof value === 'boolean' && view instanceof Uint8Array))
        throw new TypeError(`${name}[${index}] is set to ${String(value)}`);
      view[index] = Number(value);
      bytesOf(index).fill(owner);
      return true;
    },
  });
}

/** A value as its dtype stores it: f32 rounded. */
export function stored({ dtype, shape, data }: NdArray): NdArray {
  return { dtype, shape, data: dtype === 'f32' ? Float64Array.from(data, Math.fround) : data };
}

export const arrayOf = (view: TypedArray, dtype: DType, shape: readonly number[]): NdArray => ({
  dtype,
  shape,
  data: Float64Array.from(view),
});
