import { kernelsInOrder, type Buffer, type Kernel, type Program } from '../kernels/index.js';
import { boundsOf } from './border.js';

/** Along one axis of a buffer, everything is zero before `low` and from `high` on: the border that was stored around a copy. */
export interface Zeros {
  readonly low: number;
  readonly high: number;
  readonly extent: number;
  /** How far apart neighbours along the axis lie. */
  readonly stride: number;
}

/** What is known to be zero in a buffer, by axis. */
export type ZerosIn = (buffer: object) => readonly Zeros[];

export const noZeros: ZerosIn = () => [];

/** The borders of zeros in a program's buffers, each of which one kernel alone writes. */
export function zerosOf({ entries }: Program): ZerosIn {
  const known = new Map<object, readonly Zeros[]>();
  const written = new Set<object>();
  for (const kernel of entries.flatMap(({ steps }) => kernelsInOrder(steps))) {
    for (const [buffer, zeros] of bordersIn(kernel)) {
      known.set(buffer, written.has(buffer) ? [] : zeros);
      written.add(buffer);
    }
  }
  return (buffer) => known.get(buffer) ?? [];
}

function bordersIn(kernel: Kernel): readonly (readonly [Buffer, readonly Zeros[]])[] {
  if (kernel.form !== 'map') return kernel.form === 'routine' ? kernel.results.map((buffer) => [buffer, []]) : [];
  return kernel.outputs.map(({ buffer, index, value }) => {
    const isZero = value.kind === 'select' && value.otherwise.kind === 'constant' && value.otherwise.value === 0;
    const bounds = isZero && buffer.space === 'arena' ? boundsOf(value.when) : [];
    return [
      buffer,
      index.flatMap((axis, k) =>
        zerosAlong(
          buffer,
          k,
          bounds.filter((bound) => bound.axis === axis),
        ),
      ),
    ];
  });
}

function zerosAlong({ shape }: Buffer, k: number, bounds: ReturnType<typeof boundsOf>): Zeros[] {
  const [extent, ...inner] = shape.slice(k);
  if (bounds.length === 0 || typeof extent !== 'number' || inner.some((x) => typeof x !== 'number')) return [];
  const low = Math.max(0, ...bounds.map(({ from = 0 }) => from));
  const high = Math.min(extent, ...bounds.map(({ to = extent }) => to));
  return [{ low, high, extent, stride: inner.reduce<number>((product, x) => product * Number(x), 1) }];
}
