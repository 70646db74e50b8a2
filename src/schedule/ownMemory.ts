import type { DType, Extent } from '../base/index.js';
import type { Scratch } from './loopNest.js';

/** Scratch memory that a nest asks for while it is laid out. */
export interface OwnMemory {
  readonly pieces: readonly Scratch[];
  /** Memory of the nest's own, under a name like this one. */
  readonly scratch: (base: string, dtype: DType, length: Extent) => string;
}

export function ownMemory(fresh: (base: string) => string): OwnMemory {
  const pieces: Scratch[] = [];
  return {
    pieces,
    scratch: (base, dtype, length) => {
      const name = fresh(base);
      pieces.push({ name, dtype, length });
      return name;
    },
  };
}
