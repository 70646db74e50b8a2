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
  type Kernel,
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
  return packWithin(program, profile, () => true).program;
}

/** A program that packs before its loops, and the operands that it does not pack there since a copy would not fit. */
export interface PackedOutside {
  readonly program: Program;
  readonly unpacked: readonly Buffer[];
}

/** The same as far as it fits; the largest copies first, since what a copy saves grows with its size. */
export function packWithin(program: Program, profile: Profile, fits: (program: Program) => boolean): PackedOutside {
  const unique = uniqueNames(namesIn(program));
  const packs = profile.lanes === 1 ? [] : program.entries.flatMap(({ steps }) => packsIn(steps, { unique, profile }));
  const all = withPacks(program, packs);
  if (packs.length === 0 || fits(all)) return { program: all, unpacked: [] };
  const largestFirst = [...packs].sort((a, b) => sizeOf(b.kernel) - sizeOf(a.kernel));
  const chosen = largestFirst.reduce<readonly Pack[]>((some, pack) => {
    const more = [...some, pack];
    return fits(withPacks(program, more)) ? more : some;
  }, []);
  const unpacked = packs.filter((pack) => !chosen.includes(pack)).map(({ kernel }) => kernel.of);
  return { program: withPacks(program, chosen), unpacked: [...new Set(unpacked)] };
}

const sizeOf = ({ in: { shape } }: PackKernel): number => shape[0] as number;

/** What is packed before a loop, and the products inside it that read the copy. */
interface Pack {
  readonly before: Step;
  readonly kernel: PackKernel;
  readonly products: MapKernel[];
}

interface Around {
  readonly unique: (name: string) => string;
  readonly profile: Profile;
}

/** All that may be packed before loops, from the outermost to the innermost. */
function packsIn(steps: readonly Step[], around: Around, taken = new Set<Kernel>()): Pack[] {
  return steps.flatMap((step) => [
    ...(isRepeated(step) ? packsBefore(step, around, taken) : []),
    ...bodiesOf(step).flatMap((body) => packsIn(body, around, taken)),
  ]);
}

const isRepeated = (step: Step): boolean =>
  step.kind === 'while' ||
  (step.kind === 'loop' && !(typeof step.iteration.length === 'number' && step.iteration.length < 2));

function packsBefore(loop: Step, { unique, profile }: Around, taken: Set<Kernel>): Pack[] {
  const changed = changedIn(loop);
  const packs = new Map<string, Pack>();
  for (const product of kernelsInOrder([loop])) {
    if (product.form !== 'map' || product.packed || taken.has(product)) continue;
    const plan = planOf(product, profile);
    if (!plan || changed(plan.from)) continue;
    taken.add(product);
    const key = JSON.stringify([plan.from.name, plan.columns, plan.size]);
    const known = packs.get(key);
    if (known) known.products.push(product);
    else packs.set(key, { before: loop, kernel: packKernel(product, plan, unique), products: [product] });
  }
  return [...packs.values()];
}

const withPacks = (program: Program, packs: readonly Pack[]): Program => ({
  ...program,
  entries: program.entries.map((entry) => ({ ...entry, steps: packed(entry.steps, packs, []) })),
});

/** Steps with what is packed before them; `outside` is what is packed before the loops around them. */
function packed(steps: readonly Step[], packs: readonly Pack[], outside: readonly Pack[]): Step[] {
  return steps.flatMap((step): Step[] => {
    if (step.kind === 'kernel') return [{ kind: 'kernel', kernel: overCopies(step.kernel, outside) }];
    const own = packs.filter(({ before }) => before === step);
    const before = own.map(({ kernel }): Step => ({ kind: 'kernel', kernel }));
    return [...before, withBodies(step, (body) => packed(body, packs, [...outside, ...own]))];
  });
}

function overCopies(kernel: Kernel, packs: readonly Pack[]): Kernel {
  const own = packs.find(({ products }) => products.some((product) => product === kernel))?.kernel;
  return own && kernel.form === 'map' ? { ...kernel, packed: { of: own.of, in: own.in } } : kernel;
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
  const { columns, counts } = plan.panel;
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
    size: packedColumns(plan.panel, tiled),
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
