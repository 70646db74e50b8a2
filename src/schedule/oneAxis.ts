import { e, inOrder, rewriteExpr, type Axis, type Expr } from '../expr/index.js';
import { mergeAxes } from './mergeAxes.js';
import { factorsOf, operandOf, type Load, type Panel, type Reduce, type Source } from './panel.js';
import { preparedOver, type Prepared, type PreparedOutput } from './prepare.js';

/**
 * The terms of a sum over several axes as one axis, along which columns go on in step; rows, which do not, have to be
 * packed. Null where neither or both do, or addresses are not linear.
 */
export function alongOneAxis(
  output: PreparedOutput,
  reduce: Reduce,
  outer: Axis,
  inner: Axis,
): { readonly panel: Panel; readonly rows: Source } | null {
  const factors = factorsOf(reduce, inner);
  if (!factors) return null;
  const merged = inStep(output, { ...reduce, bodies: [factors[1]] });
  if (merged.axes.length > 1 || reduce.axes.length === 1) return null;
  const columns = operandOf(merged.bodies[0] as Load, inner, merged.axes);
  const operand = operandOf(factors[0], outer, reduce.axes);
  if (!columns || columns.along === null || !operand || operand.along === null) return null;
  const rows = { operand, counts: reduce.axes };
  return { panel: { rows: { ...operand, steps: operand.steps.slice(-1) }, columns, counts: merged.axes }, rows };
}

/**
 * Sums over N and then over known axes as sums over N last, whose terms may then lie a known distance apart; null where there
 * are none.
 */
export function samplesLast({ axes, outputs, bounds }: Prepared): Prepared | null {
  const isKnown = ({ extent }: Axis): boolean => typeof extent === 'number';
  const isToTurn = (x: Expr): x is Reduce =>
    x.kind === 'reduce' &&
    x.monoid === 'sum' &&
    x.axes.some((axis, k) => !isKnown(axis) && x.axes.slice(k).some(isKnown));
  if (!inOrder(outputs.map(({ value }) => value)).some(isToTurn)) return null;
  const turned = (x: Expr): Expr =>
    isToTurn(x) ? { ...x, axes: [...x.axes.filter(isKnown), ...x.axes.filter((axis) => !isKnown(axis))] } : x;
  const stored = outputs.map((output) => ({ ...output, value: rewriteExpr(output.value, turned) }));
  return preparedOver(axes, stored, bounds);
}

/** A sum with those of its axes merged along which its own loads go on in step. */
function inStep(output: PreparedOutput, value: Reduce): Reduce {
  const loops = { axes: [], outputs: [{ ...output, axes: [], at: e.int(0), value: value as Expr }] };
  return mergeAxes(loops).outputs[0]!.value as Reduce;
}
