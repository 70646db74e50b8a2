import { freeAxes, inOrder, type Axis, type Expr } from '../expr/index.js';
import { fromLinear } from './address.js';
import { panelOf, type Panel } from './panel.js';
import type { Prepared } from './prepare.js';
import type { Profile } from './profile.js';
import { usualBatch, type Tile } from './tileChoice.js';

type Reduce = Extract<Expr, { kind: 'reduce' }>;

/** How a kernel of sums of products is laid out in vectors. */
export interface PanelPlan {
  readonly panel: Panel;
  readonly tile: Tile;
  /** Whether the columns are copied to where they lie in a row, once for all rows. */
  readonly packs: boolean;
  /** Whether all rows are, before any columns. */
  readonly packsRows: boolean;
  readonly order: readonly Axis[];
}

/** From this many tiles of rows on, packing the columns costs little beside what it saves. */
const worthPacking = 4;
/** Rows of columns that lie this many elements apart share no cache lines and few cache sets. */
const farApart = 64;
/** Terms of rows that lie far apart: so many of them leave nothing in the first cache until the next rows want it. */
const manyTerms = 256;

/**
 * Half of the registers: the others hold operands and products. With one more, engines move values between registers or
 * spill them, and speed falls by a third and more.
 */
const accumulators = ({ registers }: Profile): number => registers / 2;

/** Tiles of sums in vectors, columns along the lanes; null if the kernel is of another kind, or gains nothing. */
export function choosePanel({ axes, outputs, free }: Prepared, profile: Profile): PanelPlan | null {
  const inner = axes.at(-1);
  if (!inner || typeof inner.extent !== 'number' || inner.extent < profile.lanes) return null;
  if (outputs.some((output) => output.axes.length !== axes.length)) return null;
  const reduces = inOrder(outputs.map(({ value }) => value)).filter((x): x is Reduce => x.kind === 'reduce');
  const [reduce] = reduces;
  if (!reduce || reduces.length > 1 || axes.some((axis) => !free(reduce).has(axis))) return null;
  const any = panelOf(reduce, null, inner);
  if (!any) return null;
  const inColumns = new Set([...freeAxes(fromLinear(any.columns.rest)), inner]);
  const rowAxes = axes.filter((axis) => !inColumns.has(axis));
  const outer = rowAxes.at(-1) ?? null;
  const panel = panelOf(reduce, outer, inner);
  if (!panel) return null;
  const width = widthOf(inner.extent, outer === null);
  const vectors = Math.ceil(width / profile.lanes);
  const rows = outer === null ? 1 : rowsOf(outer, Math.min(4, Math.floor(accumulators(profile) / vectors)));
  const tilesOfRows = rowAxes.reduce((count, { extent }) => count * sizeOf(extent), 1) / rows;
  const isRow = panel.columns.along === 1;
  const packs = tilesOfRows >= worthPacking && (!isRow || panel.columns.step >= farApart);
  if (!isRow && !packs) return null;
  const tiled = [...(outer ? [{ axis: outer, factor: rows }] : []), { axis: inner, factor: width }];
  const packsRows = packs && rowAxes.length === 1 && arePacked(panel, outer!, rows, inner.extent / width);
  return {
    panel,
    packs,
    packsRows,
    tile: {
      reduce,
      axes: tiled,
      reason: `${rows} x ${width} results are summed at once, in vectors; ${whyPacked(panel, { packs, packsRows })}`,
    },
    order: packs ? [...axes.filter((axis) => inColumns.has(axis)), ...rowAxes] : axes,
  };
}

function whyPacked({ columns, rows }: Panel, { packs, packsRows }: Pick<PanelPlan, 'packs' | 'packsRows'>): string {
  if (!packs) return 'columns are read where they lie, in a row';
  const why = columns.along === 1 ? `terms lie ${columns.step} apart` : 'they do not lie in a row';
  const ofRows = packsRows ? `; rows too, since their terms lie ${rows.step} apart` : '';
  return `columns are packed once for all rows, since ${why}${ofRows}`;
}

const arePacked = ({ rows, count }: Panel, { extent }: Axis, factor: number, tilesOfColumns: number): boolean =>
  rows.step >= farApart &&
  typeof count.extent === 'number' &&
  count.extent >= manyTerms &&
  typeof extent === 'number' &&
  extent % factor === 0 &&
  tilesOfColumns >= worthPacking;

const sizeOf = (extent: Axis['extent']): number => (typeof extent === 'number' ? extent : usualBatch);

/** The width with the fewest vectors for all columns; eight, in doubt, is what fits the registers best. */
function widthOf(extent: number, isOneRow: boolean): number {
  if (extent <= 12) return extent;
  const widths = isOneRow ? [16, 12, 8].filter((width) => width <= extent) : [8, 12, 11, 10, 9, 7, 6, 5, 4];
  const vectors = (width: number): number => Math.ceil(extent / width) * Math.ceil(width / 4);
  return widths.reduce((best, width) => (vectors(width) < vectors(best) ? width : best));
}

/** As many rows as fit, such that the last tile repeats few. */
function rowsOf({ extent }: Axis, most: number): number {
  const size = sizeOf(extent);
  const waste = (rows: number): number => (Math.ceil(size / rows) * rows) / size + 0.2 / rows;
  return Array.from({ length: Math.max(1, most) }, (_, k) => most - k).reduce((best, rows) =>
    waste(rows) < waste(best) - 1e-9 ? rows : best,
  );
}
