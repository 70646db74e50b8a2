import { extentAt, polynomialAt, sizeOf } from '../../base/index.js';
import { freeAxes, functions, inOrder, rewriteExpr, workOf, type Axis, type Expr } from '../../expr/index.js';
import type { Buffer, Kernel, MapKernel, Output } from '../kernel.js';
import { kernelBuffers, valuesOf } from '../steps.js';

/** A way to compute buffers again: a kernel over the buffers of the program as it was. */
export interface Recipe {
  readonly kernel: Kernel;
  readonly makes: readonly Buffer[];
  /** Buffers of the arena. */
  readonly reads: readonly Buffer[];
  /** All that it reads as the kernel found it when it first ran: nobody must have written over it since. */
  readonly needs: readonly Buffer[];
  /** Results of that run which it starts from: nobody else must have written over them. */
  readonly starts: readonly Buffer[];
  /** About how long it takes for N samples, in multiplications. */
  readonly cost: number;
  /** Floating-point operations for N samples. */
  readonly operations: number;
}

/** What decides on recipes: the batch, and whether a stored f32 is exactly what the kernel went on with. */
export interface Circumstances {
  readonly n: number;
  readonly exact: boolean;
}

/**
 * Every way to get a kernel's results a second time, bit for bit. The whole kernel is always one of them, unless it
 * changes a variable. A single result is computed alone only where that needs no reduction: in which order a reduction
 * sums may depend on what else its kernel does. It may start from other results that the kernel stored, where storing
 * rounds nothing.
 */
export function recipesOf(kernel: Kernel, circumstances: Circumstances): Recipe[] {
  if (isOverOld(kernel)) return [];
  const whole = kernelBuffers(kernel).writes.every(({ space }) => space === 'arena') ? [kernel] : [];
  const alone =
    kernel.form === 'map' ? kernel.outputs.flatMap((output) => alonesOf(output, kernel, circumstances)) : [];
  return [...whole, ...alone].map((one) => recipeOf(one, kernel, circumstances.n));
}

/** Whether a kernel goes on with what its buffer holds. */
export const isOverOld = (kernel: Kernel): boolean => kernel.form === 'scatter' && kernel.base === null;

function recipeOf(kernel: Kernel, first: Kernel, n: number): Recipe {
  const { reads, writes } = kernelBuffers(kernel);
  // What the kernel did not read when it first ran was put in for what it had computed.
  const found = new Set(kernelBuffers(first).reads);
  return {
    kernel,
    makes: writes,
    reads: reads.filter(({ space }) => space === 'arena'),
    needs: reads.filter((buffer) => found.has(buffer)),
    starts: reads.filter((buffer) => !found.has(buffer)),
    cost: kernelCost(kernel, n),
    operations: kernelOperations(kernel, n),
  };
}

/** One result by itself: from nothing else that its kernel made, from what takes a reduction, or from all of it. */
function alonesOf(output: Output, kernel: MapKernel, { exact }: Circumstances): MapKernel[] {
  if (output.buffer.space !== 'arena' || kernel.outputs.length === 1) return [];
  const { reads } = kernelBuffers(kernel);
  const others = kernel.outputs.filter(
    ({ buffer, value }) =>
      buffer !== output.buffer &&
      !reads.includes(buffer) &&
      buffer.space === 'arena' &&
      (exact || buffer.dtype !== 'f32') &&
      isWorthReading(value),
  );
  const found = new Map<string, MapKernel>();
  for (const from of [[], others.filter(({ value }) => hasReduction(value)), others]) {
    const value = startingFrom(output.value, from);
    if (hasReduction(value)) continue;
    const { buffer, axes } = output;
    const alone: MapKernel = { ...kernel, name: plainName(buffer.name), axes, outputs: [{ ...output, value }] };
    const key = kernelBuffers(alone)
      .reads.map(({ name }) => name)
      .join();
    if (!found.has(key)) found.set(key, alone);
  }
  return [...found.values()];
}

const isWorthReading = (x: Expr): boolean => x.kind !== 'load' && x.kind !== 'constant';

const hasReduction = (x: Expr): boolean => inOrder([x]).some(({ kind }) => kind === 'reduce');

/** A value in which stored results are loaded; what is loaded is not looked into. */
function startingFrom(root: Expr, from: readonly Output[]): Expr {
  const loads = from.map(({ buffer, index, value }): [Expr, Expr] => {
    return [value, { kind: 'load', dtype: buffer.dtype, from: buffer, index }];
  });
  return rewriteExpr(root, (x) => x, new Map(loads));
}

/** Without the number that tells buffers of one name apart. */
export const plainName = (name: string): string => name.replace(/\.\d+$/, '');

/** Floating-point operations of a kernel. */
export const kernelOperations = (kernel: Kernel, n: number): number => {
  const memo = new Map<Expr, ReadonlySet<Axis>>();
  return polynomialAt(
    workOf(valuesOf(kernel), (x) => freeAxes(x, memo)),
    n,
  );
};

/** What it costs to load or store an element, in multiplications; a routine goes over its operands many times. */
const accessCost = 2;
const routineCost = 50;

/** About how long a kernel takes, in multiplications. */
export function kernelCost(kernel: Kernel, n: number): number {
  const memo = new Map<Expr, ReadonlySet<Axis>>();
  const pointsOf = (axes: Iterable<Axis>): number =>
    [...axes].reduce((points, { extent }) => points * extentAt(extent, n), 1);
  const { reads, writes } = kernelBuffers(kernel);
  const accesses = [...reads, ...writes].reduce((sum, { shape }) => sum + polynomialAt(sizeOf(shape), n), 0);
  const calls = inOrder(valuesOf(kernel)).reduce((sum, x) => {
    if (x.kind === 'reduce') return sum + pointsOf(new Set([...freeAxes(x, memo), ...x.axes]));
    if (x.kind !== 'call' || x.dtype === 'i32') return sum;
    return sum + functions[x.fn].cost * pointsOf(freeAxes(x, memo));
  }, 0);
  return calls + (kernel.form === 'routine' ? routineCost : accessCost) * accesses;
}
