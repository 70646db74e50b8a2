import type { Axis } from '../expr/index.js';
import { bind, bindOutputs } from './bind.js';
import type { DotPlan } from './dotChoice.js';
import { dotSums } from './dotSums.js';
import type { Layout } from './level.js';
import type { Statement, Value } from './loopNest.js';
import { packTerms } from './packing.js';
import { levelsOf, packedSteps, startOf, type Level } from './panel.js';
import { loopOver } from './panelBlocks.js';
import { numberValue, valueOf, type Scope } from './scope.js';
import { indicesIn, storeTile } from './tile.js';

/** Vectors of this many terms. */
const lanes = 4;

/** Loops over tiles of rows with all columns, these packed before so that each one's terms lie in a row. */
export function layOutDots(plan: DotPlan, scope: Scope, layout: Layout): void {
  const { prepared, panel, tile, around, rowAxes, terms } = plan;
  const [outer, inner] = [tile.axes[0]!, tile.axes[1]!];
  let place = scope;
  for (const axis of around) place = loopIn(plan, axis, 1, place, layout);
  const packed = packTerms(panel, { axis: inner.axis, terms }, place, layout, prepared.depth);
  for (const axis of rowAxes) place = loopIn(plan, axis, axis === outer.axis ? outer.factor : 1, place, layout);
  place = loopIn(plan, inner.axis, inner.factor, place, layout);
  const indices = indicesIn({ ...tile, axes: [outer] }, place, layout)[0]!;
  const starts = indices.map((index) => startOf(panel.rows, index, prepared.depth));
  bind(starts, place, layout);
  const scratch = layout.scratch('tile', 'f32', outer.factor * inner.factor);
  const memory = [layout.bufferName(panel.rows.from), packed, scratch];
  const values = starts.map((x) => valueOf(x, place, layout.bufferName));
  place.statements.push(...callsFor(plan, memory, values, layout));
  storeTile(prepared.outputs, tile, scratch, place, layout);
}

/** A call for some columns after the other; the last ones again where they are no multiple. */
function callsFor(
  { panel, tile, columns, terms }: DotPlan,
  memory: readonly string[],
  starts: readonly Value[],
  layout: Layout,
): Statement[] {
  const { counts, rows } = panel;
  const steps = { rows: rows.steps, columns: packedSteps(counts, 1).map(Number) };
  const levels = inLanes(
    levelsOf(
      counts.map(({ extent }) => Number(extent)),
      steps,
    ),
  );
  const whole = tile.axes[1]!.factor;
  const firsts = Array.from({ length: Math.ceil(whole / columns) }, (_, k) => Math.min(k * columns, whole - columns));
  const routine = dotSums({ rows: starts.length, columns, levels: levels.length, bNext: terms, toNext: whole });
  layout.calls(routine);
  const numbers = levels.flat().map((x) => numberValue(Number(x)));
  return firsts.map((first): Statement => ({
    kind: 'call',
    routine: routine.name,
    memory,
    numbers: [...numbers, ...starts, numberValue(first * terms), numberValue(first)],
  }));
}

const inLanes = (levels: readonly Level[]): Level[] =>
  levels.map(([count, a, b], k) =>
    k < levels.length - 1 ? [count, a, b] : [Number(count) / lanes, a * lanes, b * lanes],
  );

/** The place inside a loop, around which is done what its iterations share. */
function loopIn({ prepared }: DotPlan, axis: Axis, step: number, scope: Scope, layout: Layout): Scope {
  bindOutputs(prepared.outputs, scope, layout);
  return loopOver(axis, step, 'parallel', scope, layout);
}
