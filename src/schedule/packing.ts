import { scaleExtent, type Extent } from '../base/index.js';
import { e, type Axis, type Expr } from '../expr/index.js';
import type { Layout } from './level.js';
import type { Statement, Value } from './loopNest.js';
import { packedSteps, startOf, type Operand, type Panel } from './panel.js';
import { exactCall, makeScope, nameValue, numberValue, valueOf, type Scope } from './scope.js';
import type { Tile } from './tileChoice.js';

/** Copies a tile of columns to where they lie in a row: one of each, then the next of each. */
export function packColumns(
  { columns, counts }: Panel,
  column: Expr,
  width: number,
  scope: Scope,
  layout: Layout,
  depth: (x: Axis) => number,
): string {
  const scratch = layout.scratch('packed', 'f32', termsIn(counts, width));
  pack(columns, counts, { start: startOf(columns, column, depth), to: { scratch, at: null }, width }, scope, layout);
  return scratch;
}

const termsIn = ([first, ...others]: readonly Axis[], width: number): Extent =>
  scaleExtent(first!.extent, packedTerms(others) * width);

const packedTerms = (counts: readonly Axis[]): number =>
  counts.reduce((product, { extent }) => product * Number(extent), 1);

/** Copies all rows into scratch memory, a tile after another. */
export function packRows(
  { rows, counts }: Panel,
  { axis, factor }: Tile['axes'][number],
  scope: Scope,
  layout: Layout,
  depth: (x: Axis) => number,
): string {
  const terms = packedTerms(counts);
  const scratch = layout.scratch('packedRows', 'f32', Number(axis.extent) * terms);
  const name = layout.fresh(layout.axisName(axis));
  const index: Expr = { kind: 'axis', dtype: 'i32', extent: axis.extent };
  const body: Statement[] = [];
  const place = makeScope(scope, [], body);
  place.set(index, nameValue(name, 'i32'));
  const at = layout.fresh('tileOfRows');
  body.push({ kind: 'let', name: at, value: exactCall('mul', [nameValue(name, 'i32'), numberValue(terms)]) });
  pack(rows, counts, { start: startOf(rows, index, depth), to: { scratch, at }, width: factor }, place, layout);
  const to = numberValue(Number(axis.extent));
  scope.statements.push({ kind: 'loop', loop: 'sequential', name, from: numberValue(0), to, step: factor, body });
  return scratch;
}

/** Where the packed rows of a tile start. */
export const tileStart = ({ counts }: Panel, { axis }: Tile['axes'][number], layout: Layout): Value =>
  exactCall('mul', [nameValue(layout.axisName(axis), 'i32'), numberValue(packedTerms(counts))]);

/** What is copied: from where its first term starts, so many in a row of scratch memory. */
interface Copied {
  readonly start: Expr;
  readonly to: { readonly scratch: string; readonly at: string | null };
  readonly width: number;
}

/** Copies the terms of a tile into scratch memory: the first of each row or column, then the next of each. */
function pack(
  { from, along, steps }: Operand,
  counts: readonly Axis[],
  { start, to, width }: Copied,
  scope: Scope,
  layout: Layout,
): void {
  const index = (name: string): Value => nameValue(name, 'i32');
  const times = (x: string, by: number): Value => (by === 1 ? index(x) : exactCall('mul', [index(x), numberValue(by)]));
  const widths = packedSteps(counts, width);
  const [source, target] = [valueOf(start, scope, layout.bufferName), to.at === null ? null : index(to.at)];
  const inside = (level: number, whole: Value, packed: Value | null): Statement[] => {
    if (level === counts.length) return [copyOf(whole, packed!)];
    const [k, inSource, inTarget] = ['k', 'from', 'to'].map((name) => layout.fresh(name)) as [string, string, string];
    const moved = times(k, widths[level]!);
    return [
      {
        kind: 'loop',
        loop: 'sequential',
        name: k,
        from: numberValue(0),
        to: valueOf(e.extent(counts[level]!.extent), scope, layout.bufferName),
        step: 1,
        body: [
          { kind: 'let', name: inSource, value: exactCall('add', [whole, times(k, steps[level]!)]) },
          { kind: 'let', name: inTarget, value: packed ? exactCall('add', [packed, moved]) : moved },
          ...inside(level + 1, index(inSource), index(inTarget)),
        ],
      },
    ];
  };
  const copyOf = (whole: Value, packed: Value): Statement => {
    const c = layout.fresh('c');
    const value: Value = {
      kind: 'load',
      dtype: 'f32',
      buffer: layout.bufferName(from),
      at: exactCall('add', [whole, times(c, along!)]),
    };
    const at = exactCall('add', [packed, index(c)]);
    const body: Statement[] = [{ kind: 'store', buffer: to.scratch, at, value }];
    return { kind: 'loop', loop: 'sequential', name: c, from: numberValue(0), to: numberValue(width), step: 1, body };
  };
  scope.statements.push(...inside(0, source, target));
}
