import type { Extent } from '../../base/index.js';
import type { Buffer, RoutineKernel } from '../../kernels/index.js';
import type { Routine, Statement } from '../loopNest.js';

/** What a routine is written with. */
export interface Tools {
  /** A buffer's name in the nest. */
  readonly memory: (buffer: Buffer) => string;
  readonly fresh: (base: string) => string;
}

/** The statements of a nest, and the functions that they call. */
export interface Written {
  readonly body: readonly Statement[];
  readonly routines?: readonly Routine[];
}

export type KernelOf<R extends RoutineKernel['routine']> = RoutineKernel & { readonly routine: R };

/** The routine of each name; one that is missing does not compile. */
export type Routines = { readonly [R in RoutineKernel['routine']]: (kernel: KernelOf<R>, tools: Tools) => Written };

/** The last extents of an operand. */
export const lastExtents = ({ shape }: Buffer, count: number): Extent[] => shape.slice(shape.length - count);

/** Names for statements, each under the one that it was asked for. */
export const namesFrom = <const Name extends string>(
  fresh: Tools['fresh'],
  bases: readonly Name[],
): Readonly<Record<Name, string>> =>
  Object.fromEntries(bases.map((base) => [base, fresh(base)])) as Readonly<Record<Name, string>>;
