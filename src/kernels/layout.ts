import { inOrder, makeInterner, rewriteExpr, sameExpr, type Expr } from '../expr/index.js';
import type { Buffer, Kernel, MapKernel, Step } from './kernel.js';
import { kernelBuffers, kernelsInOrder, rootOf, valuesOf, withBodies } from './steps.js';

type Load = Extract<Expr, { kind: 'load' }>;

/**
 * Buffers whose readers take two axes as one, `[…, idiv(k, c), …, mod(k, c)]`, get these axes side by side: what was
 * divided is then read in a row, and sums over it are sums over one axis. Attention's heads are joined so. `fixed` buffers
 * are seen from outside, and stay as they are.
 */
export function layOutBuffers(steps: readonly Step[], fixed: ReadonlySet<Buffer>): readonly Step[] {
  const kernels = kernelsInOrder(steps);
  const kept = new Set(kernels.flatMap((kernel) => [...keptBy(kernel), ...slicedBy(kernel)]));
  const isFree = (buffer: Buffer): boolean =>
    buffer.space === 'arena' && !buffer.watched && !fixed.has(buffer) && !kept.has(buffer);
  const orders = new Map<Buffer, readonly number[] | null>();
  for (const { from, index } of kernels.flatMap(loadsOf)) {
    const buffer = from as Buffer;
    const order = isFree(buffer) ? orderFor(index, buffer) : null;
    if (!order) continue;
    const known = orders.get(buffer);
    // Readers that want different orders get none.
    orders.set(buffer, known === undefined || String(known) === String(order) ? order : null);
  }
  const moved = new Map<Buffer, Moved>();
  for (const [buffer, order] of orders) {
    if (order) moved.set(buffer, { order, buffer: { ...buffer, shape: order.map((k) => buffer.shape[k]!) } });
  }
  return moved.size === 0 ? steps : steps.map((step) => withBuffers(step, moved));
}

interface Moved {
  readonly buffer: Buffer;
  readonly order: readonly number[];
}

/** Buffers whose axes a kernel relies upon. */
const keptBy = (kernel: Kernel): readonly Buffer[] => {
  if (kernel.form === 'map') return [];
  return kernel.form === 'scatter' || kernel.form === 'prefix'
    ? [kernel.buffer]
    : Object.values(kernelBuffers(kernel)).flat();
};

/** Slices, and what they are slices of: their axes are seen by the loop as well. */
function slicedBy(kernel: Kernel): readonly Buffer[] {
  const { reads, writes } = kernelBuffers(kernel);
  return [...reads, ...writes].flatMap((buffer) => (buffer.slice ? [buffer, rootOf(buffer)] : []));
}

const loadsOf = (kernel: Kernel): Load[] => inOrder(valuesOf(kernel)).filter((x): x is Load => x.kind === 'load');

/** The order in which the axis of a quotient stands before that of its remainder; null where it does, or there is none. */
function orderFor(index: readonly Expr[], { shape }: Buffer): readonly number[] | null {
  for (const [b, part] of index.entries()) {
    if (part.kind !== 'call' || part.fn !== 'mod') continue;
    const [x, divisor] = part.args as [Expr, Expr];
    if (divisor.kind !== 'constant' || divisor.value !== shape[b]) continue;
    const a = index.findIndex(
      (whole) =>
        whole.kind === 'call' &&
        whole.fn === 'idiv' &&
        sameExpr(whole.args[0]!, x) &&
        sameExpr(whole.args[1]!, divisor),
    );
    if (a < 0 || a + 1 === b) continue;
    const others = index.map((_, k) => k).filter((k) => k !== a);
    return others.flatMap((k) => (k === b ? [a, b] : [k]));
  }
  return null;
}

function withBuffers(step: Step, moved: ReadonlyMap<Buffer, Moved>): Step {
  if (step.kind !== 'kernel') return withBodies(step, (body) => body.map((inner) => withBuffers(inner, moved)));
  const { kernel } = step;
  const intern = makeInterner();
  const rewritten = (x: Expr): Expr =>
    intern(
      rewriteExpr(x, (y) => {
        const place = y.kind === 'load' ? moved.get(y.from as Buffer) : undefined;
        return place && y.kind === 'load'
          ? { ...y, from: place.buffer, index: place.order.map((k) => y.index[k]!) }
          : y;
      }),
    );
  if (kernel.form === 'map') return { kind: 'kernel', kernel: withOutputs(kernel, rewritten, moved) };
  if (kernel.form === 'prefix') return { kind: 'kernel', kernel: { ...kernel, values: kernel.values.map(rewritten) } };
  if (kernel.form === 'routine' || kernel.form === 'pack') return step;
  const base = kernel.base && { ...kernel.base, value: rewritten(kernel.base.value) };
  const scatter = { ...kernel, base, index: kernel.index.map(rewritten), value: rewritten(kernel.value) };
  return { kind: 'kernel', kernel: scatter };
}

const withOutputs = (
  kernel: MapKernel,
  rewritten: (x: Expr) => Expr,
  moved: ReadonlyMap<Buffer, Moved>,
): MapKernel => ({
  ...kernel,
  outputs: kernel.outputs.map((output) => {
    const place = moved.get(output.buffer);
    const value = rewritten(output.value);
    if (!place) return { ...output, value };
    return { ...output, buffer: place.buffer, index: place.order.map((k) => output.index[k]!), value };
  }),
});
