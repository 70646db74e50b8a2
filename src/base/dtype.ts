/** The element types of tensors. Inside a kernel an f32 is computed in double precision where the target has it. */
export type DType = 'f32' | 'i32' | 'u32' | 'bool';

export interface DTypeFacts {
  readonly bytes: number;
  /** The typed array a user feeds and gets. */
  readonly array: 'Float32Array' | 'Int32Array' | 'Uint32Array' | 'Uint8Array';
  /** The name in a safetensors header. */
  readonly safetensors: 'F32' | 'I32' | 'U32' | 'BOOL';
  /** What a stored value becomes: the float64 value nearest to what the dtype can hold, wrapped as two's complement. */
  readonly wrap: (value: number) => number;
}

export const dtypes: Readonly<Record<DType, DTypeFacts>> = {
  f32: { bytes: 4, array: 'Float32Array', safetensors: 'F32', wrap: (value) => value },
  i32: { bytes: 4, array: 'Int32Array', safetensors: 'I32', wrap: (value) => value | 0 },
  u32: { bytes: 4, array: 'Uint32Array', safetensors: 'U32', wrap: (value) => value >>> 0 },
  bool: { bytes: 1, array: 'Uint8Array', safetensors: 'BOOL', wrap: (value) => (value === 0 ? 0 : 1) },
};

export const isInteger = (dtype: DType): boolean => dtype === 'i32' || dtype === 'u32';
