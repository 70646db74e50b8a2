import { unreachable } from '../base/index.js';
import { freeAxes, inOrder, workOf, type Axis } from '../expr/index.js';
import {
  kernelBuffers,
  type Buffer,
  type Kernel,
  type MapKernel,
  type Output,
  type PackKernel,
} from '../kernels/index.js';
import { chooseDots } from './dotChoice.js';
import { layOutDots } from './dotNest.js';
import { layOut, type Layout } from './level.js';
import type { Argument, LoopNest, Routine, Statement, Value } from './loopNest.js';
import { makeNames } from './naming.js';
import { ownMemory } from './ownMemory.js';
import { packAllColumns } from './packing.js';
import { choosePanel, type PanelPlan } from './panelChoice.js';
import { layOutPanels } from './panelNest.js';
import { inParts } from './parts.js';
import { prepare, type Prepared } from './prepare.js';
import { asMap, layOutPrefix, workOfPrefix } from './prefix.js';
import type { Profile } from './profile.js';
import { makeRoutineNest } from './routineNest.js';
import { layOutScatter } from './scatter.js';
import { makeScope, type Scope } from './scope.js';
import { layOutTiled } from './tile.js';
import { chooseTile } from './tileChoice.js';
import { unrollFolds } from './unrollFolds.js';
import { vectorise } from './vectorise.js';
import { vectorReasons } from './vectorReasons.js';
import { insideOf, partsOf, valuesOf } from './walk.js';

/** One kernel as explicit loops for a target. */
export function makeNest(kernel: Kernel, profile: Profile): LoopNest {
  if (kernel.form === 'routine') {
    const nest = makeRoutineNest(kernel, profile);
    return { ...nest, title: titleOf(kernel), usesN: usesN(nest.body) };
  }
  const buffers = accessesOf(kernel);
  const names = makeNames(buffers);
  const memory = ownMemory(names.fresh);
  const routines: Routine[] = [];
  const body: Statement[] = [];
  const scope = makeScope(null, [], body);
  const whole = preparedFrom(kernel, profile);
  const prepared = preparedParts(kernel) ?? whole;
  const base = kernel.form === 'scatter' && kernel.base ? prepare(fillOf(kernel.base), profile) : null;
  const axes = kernel.form === 'scatter' ? kernel.axes : prepared!.axes;
  const firsts = new Set([axes[0], ...(prepared?.outputs ?? []).map((output) => output.axes[0])]);
  const layout: Layout = {
    free: prepared?.free ?? ((x) => freeAxes(x)),
    isSafe: prepared?.isSafe ?? (() => true),
    nameRegister: names.register,
    bufferName: names.argument,
    isUpdated: (from) => buffers.some(({ buffer, access }) => buffer === from && access === 'update'),
    axisName: names.axis,
    fresh: names.fresh,
    scratch: memory.scratch,
    calls: (routine) => void routines.push(routine),
    loopKind: (axis) =>
      (firsts.has(axis) && !isAlong(kernel, axis)) || axis === base?.axes[0] ? 'parallel' : 'sequential',
  };
  const reasons = [...kernel.reasons];
  axes.forEach(names.axis);
  if (kernel.form === 'scatter') layOutScatter(kernel, base, scope, layout);
  else if (kernel.form === 'prefix') layOutPrefix(kernel, prepared!, scope, layout);
  else if (kernel.form === 'pack') layOutPack(kernel, choosePanel(prepared!, profile), scope, layout);
  else reasons.push(...layOutMap(kernel, prepared!, profile, scope, layout));
  const laidOut = profile.lanes > 1 ? unrollFolds(vectorise(body, layout), names.fresh) : body;
  if (profile.lanes > 1) reasons.push(...vectorReasons(laidOut, 4));
  return {
    name: kernel.name,
    title: titleOf(kernel),
    sources: kernel.sources,
    arguments: names.arguments(),
    scratch: memory.pieces,
    routines,
    usesN: usesN(body),
    body: laidOut,
    reasons,
    bounds: prepared?.bounds ?? {
      proved: loadsOf(kernel) + (base?.bounds.proved ?? 0),
      guarded: base?.bounds.guarded ?? 0,
    },
    work: workIn(kernel, whole),
  };
}

const fillOf = (base: Output): Pick<MapKernel, 'axes' | 'outputs'> => ({ axes: base.axes, outputs: [base] });

function preparedFrom(kernel: Kernel, profile: Profile): Prepared | null {
  if (kernel.form === 'map') return prepare(kernel, profile);
  if (kernel.form === 'pack') return prepare(kernel.product, profile);
  // The axis along which it runs stays one of its own.
  return kernel.form === 'prefix' ? prepare(asMap(kernel), { lanes: 1 }) : null;
}

/** The parts of a kernel whose elements choose by their place. What of one lies in a row is one loop, on every target. */
function preparedParts(kernel: Kernel): Prepared | null {
  const parts = kernel.form === 'map' ? inParts(kernel) : null;
  return parts && prepare(parts, { lanes: 4 });
}

const isAlong = (kernel: Kernel, axis: Axis): boolean => kernel.form === 'prefix' && kernel.along === axis;

function workIn(kernel: Kernel, prepared: Prepared | null): LoopNest['work'] {
  const { form } = kernel;
  if (form === 'prefix') return workOfPrefix(kernel, prepared!);
  const values = prepared && form !== 'pack' ? prepared.outputs.map(({ value }) => value) : [];
  return workOf(values, prepared?.free ?? ((x) => freeAxes(x)));
}

function layOutPack({ in: to }: PackKernel, plan: PanelPlan | null, scope: Scope, layout: Layout): void {
  packAllColumns(
    plan ?? unreachable('only what a product packs is packed before'),
    layout.bufferName(to),
    scope,
    layout,
  );
}

function layOutMap(
  { packed }: MapKernel,
  prepared: Prepared,
  profile: Profile,
  scope: Scope,
  layout: Layout,
): string[] {
  const dots = profile.lanes > 1 ? chooseDots(prepared, profile) : null;
  if (dots) {
    layOutDots(dots, scope, layout);
    return [dots.tile.reason];
  }
  const plan = profile.lanes > 1 ? choosePanel(prepared, profile) : null;
  if (plan) {
    layOutPanels(plan, scope, layout, packed ? layout.bufferName(packed.in) : null);
    return [plan.tile.reason];
  }
  const tile = profile.lanes > 1 ? null : chooseTile(prepared, profile);
  if (tile) {
    layOutTiled(prepared, tile, scope, layout);
    return [tile.reason];
  }
  layOut(
    prepared.outputs.map(({ buffer, at, value, axes }) => ({ kind: 'store', buffer, at, value, remaining: axes })),
    scope,
    layout,
  );
  return [];
}

function accessesOf(kernel: Kernel): { buffer: Buffer; access: Argument['access'] }[] {
  const { reads, writes } = kernelBuffers(kernel);
  const written = new Set(writes);
  const both = (buffer: Buffer): boolean => reads.includes(buffer) || kernel.form === 'scatter';
  return [
    ...reads.filter((buffer) => !written.has(buffer)).map((buffer) => ({ buffer, access: 'read' as const })),
    ...[...written].map((buffer) => ({ buffer, access: both(buffer) ? ('update' as const) : ('write' as const) })),
  ];
}

const loadsOf = (kernel: Kernel): number =>
  kernel.form === 'scatter' ? inOrder([...kernel.index, kernel.value]).filter((x) => x.kind === 'load').length + 1 : 0;

function titleOf({ name }: Kernel): string {
  const parts = name.split('/');
  const ops = parts.pop()!.split('_').join(', ');
  return parts.length === 0 ? ops : `${parts.join('/')}: ${ops}`;
}

const usesN = (body: readonly Statement[]): boolean =>
  body.some((s) => valuesOf(s).some(mentionsN) || usesN(insideOf(s)));

const mentionsN = (x: Value): boolean => x.kind === 'extent' || partsOf(x).some(mentionsN);
