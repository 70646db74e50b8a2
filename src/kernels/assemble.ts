import type { Source } from '../base/index.js';
import { substitute, type Axis, type Expr } from '../expr/index.js';
import type { Tensor } from '../graph/index.js';
import type { Cluster } from './fuse.js';
import { assembleAlone } from './assembleAlone.js';
import type { Buffer, Kernel, MapKernel, Output } from './kernel.js';
import type { Computation, Lowered } from './lower.js';
import { kernelName } from './name.js';
import { isHeavy, spaceOf } from './relation.js';

/** Where the tensors of kernels are. */
export interface Places {
  readonly bufferOf: (tensor: Tensor) => Buffer;
  readonly isStored: (tensor: Tensor) => boolean;
  /** Further buffers that a tensor is written to. */
  readonly alsoIn: (tensor: Tensor) => readonly Buffer[];
  /** A name that no other buffer has. */
  readonly unique: (name: string) => string;
}

/** A cluster as one kernel: its inner values composed, the tensors that `isStored` names written to their buffers. */
export function assemble(
  { members, reasons }: Cluster,
  lowered: Lowered,
  { bufferOf, isStored, alsoIn, unique }: Places,
): Kernel {
  const common = { name: kernelName(members), sources: sourcesOf(members), reasons };
  const [only] = members;
  const reading = (x: LoadExpr): Expr => ({ ...x, from: bufferOf(lowered.tensorOf(x.from)) });
  if (only?.alone) return assembleAlone(only, only.alone, common, { reading, bufferOf, unique });
  const axes = members.map(spaceOf).reduce((longest, space) => (space.length > longest.length ? space : longest));
  const values = composed(members, axes, lowered, reading);
  const outputs = members
    .flatMap((c) => c.made)
    .filter(({ tensor }) => isStored(tensor))
    .flatMap((made): Output[] => {
      const rename = new Map(made.axes.map((axis, k) => [axis, axes[k]!]));
      const index = made.index.map((x) => (x.kind === 'axis' ? rename.get(x)! : x));
      const what = { index, axes: axes.slice(0, made.axes.length), value: values.get(made.tensor)! };
      return [bufferOf(made.tensor), ...alsoIn(made.tensor)].map((buffer) => ({ buffer, ...what }));
    });
  return { ...common, form: 'map', axes, outputs } satisfies MapKernel;
}

type LoadExpr = Extract<Expr, { kind: 'load' }>;

/**
 * The value of each member's tensors over the kernel's axes. A row reduction binds the kernel's own inner axes, so that
 * what it reads is the same expression as what is stored along the row.
 */
function composed(
  members: readonly Computation[],
  axes: readonly Axis[],
  { tensorOf }: Lowered,
  reading: (x: LoadExpr) => Expr,
): Map<Tensor, Expr> {
  const values = new Map<Tensor, Expr>();
  for (const c of members) {
    for (const made of c.made) {
      const own = isHeavy(c) ? made.axes : [...made.axes, ...c.reduced];
      const rename = new Map(own.map((axis, k) => [axis, axes[k]!]));
      values.set(
        made.tensor,
        substitute(made.value, rename, (x) => values.get(tensorOf(x.from)) ?? reading(x)),
      );
    }
  }
  return values;
}

function sourcesOf(members: readonly Computation[]): Source[] {
  const sources: Source[] = [];
  for (const { source } of members) {
    const known = sources.some((s) => s.file === source.file && s.line === source.line && s.column === source.column);
    if (!known && source.file !== '') sources.push(source);
  }
  return sources;
}
