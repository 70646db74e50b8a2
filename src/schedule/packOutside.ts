import { uniqueNames } from '../base/index.js';
import { freeAxes, inOrder } from '../expr/index.js';
import {
  bodiesOf,
  kernelBuffers,
  kernelsInOrder,
  namesIn,
  rootOf,
  slicesBehind,
  withBodies,
  type Buffer,
  type Iteration,
  type MapKernel,
  type PackKernel,
  type Program,
  type Step,
} from '../kernels/index.js';
import { fromLinear } from './address.js';
import { chooseDots } from './dotChoice.js';
import { packedColumns } from './packing.js';
import { choosePanel } from './panelChoice.js';
import { prepare } from './prepare.js';
import type { Profile } from './profile.js';

/**
 * What products inside loops read and no iteration changes, a layer's weights for one, is packed once before the loop instead
 * of in each iteration. In loops inside others that is before the outermost that does not change it.
 */
export function packOutside(program: Program, profile: Profile): Program {
  if (profile.lanes === 1) return program;
  const around = { unique: uniqueNames(namesIn(program)), profile };
  return { ...program, entries: program.entries.map((entry) => ({ ...entry, steps: packed(entry.steps, around) })) };
}

interface Around {
  readonly unique: (name: string) => string;
  readonly profile: Profile;
}

function packed(steps: readonly Step[], around: Around): Step[] {
  return steps.flatMap((step) => {
    const { before, inside } = isRepeated(step) ? packedBefore(step, around) : { before: [], inside: step };
    return [...before, withBodies(inside, (body) => packed(body, around))];
  });
}

const isRepeated = (step: Step): boolean =>
  step.kind === 'while' ||
  (step.kind === 'loop' && !(typeof step.iteration.length === 'number' && step.iteration.length < 2));

/** A loop whose products take packed operands, and what packs these before it. */
function packedBefore(
  loop: Step,
  { unique, profile }: Around,
): { readonly before: readonly Step[]; readonly inside: Step } {
  const changed = changedIn(loop);
  const packs = new Map<string, PackKernel>();
  const rewritten = (step: Step): Step => {
    if (step.kind !== 'kernel') return withBodies(step, (body) => body.map(rewritten));
    const product = step.kernel;
    const plan = product.form === 'map' && !product.packed ? planOf(product, profile) : null;
    if (!plan || product.form !== 'map' || changed(plan.from)) return step;
    const key = JSON.stringify([plan.from.name, plan.columns, plan.size]);
    const known = packs.get(key) ?? packKernel(product, plan, unique);
    packs.set(key, known);
    return { kind: 'kernel', kernel: { ...product, packed: { of: known.of, in: known.in } } };
  };
  const inside = withBodies(loop, (body) => body.map(rewritten));
  return { before: [...packs.values()].map((kernel) => ({ kind: 'kernel', kernel })), inside };
}

/** Whether a loop's iterations see other values of a buffer. */
function changedIn(loop: Step): (buffer: Buffer) => boolean {
  const written = new Set(kernelsInOrder([loop]).flatMap((kernel) => kernelBuffers(kernel).writes.map(rootOf)));
  const own = new Set(iterationsIn(loop));
  return (buffer) => written.has(rootOf(buffer)) || slicesBehind(buffer).some(({ slice }) => own.has(slice!.iteration));
}

const iterationsIn = (step: Step): Iteration[] => [
  ...(step.kind === 'loop' ? [step.iteration] : []),
  ...bodiesOf(step).flatMap((body) => body.flatMap(iterationsIn)),
];

/** A product's operand that it packs whole, in each of its tiles once. */
interface Plan {
  readonly from: Buffer;
  readonly size: number;
  /** How it is packed, as plain data. */
  readonly columns: object;
}

function planOf(kernel: MapKernel, profile: Profile): Plan | null {
  const prepared = prepare(kernel, profile);
  const plan = chooseDots(prepared, profile) ? null : choosePanel(prepared, profile);
  if (!plan?.packs || plan.blocks.length > 0) return null;
  const { operand: columns, counts } = plan.packs;
  const tiled = plan.tile.axes.at(-1)!;
  const isWhole = [...freeAxes(fromLinear(columns.rest))].every((axis) => axis === tiled.axis);
  const loads = inOrder(kernel.outputs.map(({ value }) => value)).filter(
    (x) => x.kind === 'load' && x.from === columns.from,
  );
  if (!isWhole || loads.length !== 1 || counts.some(({ extent }) => typeof extent !== 'number')) return null;
  const { along, steps, rest } = columns;
  const factors = rest.terms.map(({ factor }) => factor);
  const extents = [...counts, tiled.axis].map(({ extent }) => extent);
  return {
    from: columns.from as Buffer,
    size: Number(packedColumns(plan.packs, tiled)),
    columns: { along, steps, constant: rest.constant, factors, extents, width: tiled.factor },
  };
}

function packKernel(product: MapKernel, { from, size }: Plan, unique: Around['unique']): PackKernel {
  return {
    form: 'pack',
    name: `${from.name}/pack`,
    sources: product.sources,
    reasons: [`${from.name} is packed once before the loop, since no iteration changes it`],
    product,
    of: from,
    in: { name: unique(`${from.name}/packed`), dtype: 'f32', shape: [size], space: 'arena' },
  };
}
