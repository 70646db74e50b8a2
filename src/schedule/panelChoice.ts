import { extentAt, usualBatch } from '../base/index.js';
import { freeAxes, inOrder, type Axis, type Expr } from '../expr/index.js';
import { fromLinear } from './address.js';
import { flattened } from './flatten.js';
import { alongOneAxis, samplesLast } from './oneAxis.js';
import { panelOf, type Panel, type Source } from './panel.js';
import type { Prepared } from './prepare.js';
import type { Profile } from './profile.js';
import type { Tile } from './tileChoice.js';

type Reduce = Extract<Expr, { kind: 'reduce' }>;

/** How a kernel of sums of products is laid out in vectors. */
export interface PanelPlan {
  /** The kernel's loops: as they were, or with neighbours as one. */
  readonly prepared: Prepared;
  readonly panel: Panel;
  readonly tile: Tile;
  /** Whether the columns are copied to where they lie in a row, once for all rows. */
  readonly packs: boolean;
  /** All rows as they lie, where they are copied too, before any columns; else null. */
  readonly packsRows: Source | null;
  readonly order: readonly Axis[];
  /** The outermost axes of the sum, where the sums over the others are blocks that are added up; none where there are few terms. */
  readonly blocks: readonly Axis[];
  /** So many terms are summed at a time, where they are very many along one axis; else null. */
  readonly cut: number | null;
  /** So many tiles of columns take such a part one after another. */
  readonly wide: number;
  /** So many tiles of rows take a block, or a part, one after another. */
  readonly group: number;
}

/** From this many tiles of rows on, packing the columns costs little beside what it saves. */
export const worthPacking = 4;
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
export function choosePanel(prepared: Prepared, profile: Profile): PanelPlan | null {
  const products = columnsFor(prepared, profile);
  if (!products) {
    const turned = samplesLast(prepared);
    return turned && choosePanel(turned, profile);
  }
  const { reduce, inner, inColumns, rowAxes } = products;
  const { axes } = prepared;
  const extent = Number(inner.extent);
  const outer = rowAxes.at(-1) ?? null;
  const width = widthOf(extent, outer === null);
  const most = Math.min(4, Math.floor(accumulators(profile) / Math.ceil(width / profile.lanes)));
  const joined = reduce.axes.length > 1 ? joinedRows(prepared, rowAxes, most) : null;
  if (joined) return choosePanel(joined, profile);
  const rows = outer === null ? 1 : rowsOf(outer, most);
  const tilesOfRows = rowAxes.reduce((count, { extent }) => count * sizeOf(extent), 1) / rows;
  const canPackRows =
    rowAxes.length === 1 &&
    Number(outer!.extent) % rows === 0 &&
    tilesOfRows >= worthPacking &&
    extent / width >= worthPacking;
  const apart = canPackRows && reduce.axes.slice(1).some(({ extent }) => typeof extent !== 'number');
  const oneAxis = apart ? alongOneAxis(prepared.outputs[0]!, reduce, outer!, inner) : null;
  const blocks = oneAxis ? [] : blocksOf(reduce.axes);
  const panel = oneAxis?.panel ?? panelOf(reduce, outer, inner, blocks.length);
  if (!panel || panel.counts.slice(1).some(({ extent }) => typeof extent !== 'number')) return null;
  const isRow = panel.columns.along === 1 && panel.columns.steps.every((step) => step >= 0);
  const packs = tilesOfRows >= worthPacking && (!isRow || panel.columns.steps.at(-1)! >= farApart);
  if (!isRow && !packs) return null;
  const cut = packs && blocks.length === 0 && (oneAxis !== null || isLong(panel)) ? termsInPart : null;
  const packsRows = oneAxis?.rows ?? (canPackRows && packs ? rowsToPack(panel) : null);
  const tiled = [...(outer ? [{ axis: outer, factor: rows }] : []), { axis: inner, factor: width }];
  const isByColumns = packs || packsRows !== null || blocks.length > 0;
  return {
    prepared,
    panel,
    packs,
    packsRows,
    tile: {
      reduce,
      axes: tiled,
      reason: `${rows} x ${width} results are summed at once, in vectors; ${whyPacked(panel, { packs, packsRows, cut })}`,
    },
    order: isByColumns ? [...axes.filter((axis) => inColumns.has(axis)), ...rowAxes] : axes,
    blocks,
    cut,
    wide: groupOf(extent / width),
    group: outer ? (cut === null ? groupOf : groupOfParts)(Math.ceil(sizeOf(outer.extent) / rows)) : 1,
  };
}

/** A kernel's one sum of products for each element. */
interface Products {
  readonly reduce: Reduce;
  /** Along which columns lie. */
  readonly inner: Axis;
  readonly any: Panel;
  /** The axes that columns depend on; all others are those of rows. */
  readonly inColumns: ReadonlySet<Axis>;
  readonly rowAxes: readonly Axis[];
}

/** The sums of a kernel that makes nothing else of them than element-wise, with columns along an axis; null if it is of another kind. */
export function productsIn({ axes, outputs, free }: Prepared, inner: Axis | undefined): Products | null {
  if (!inner || typeof inner.extent !== 'number') return null;
  if (outputs.some((output) => output.axes.length !== axes.length)) return null;
  const reduces = inOrder(outputs.map(({ value }) => value)).filter((x): x is Reduce => x.kind === 'reduce');
  const [reduce] = reduces;
  if (!reduce || reduces.length > 1 || axes.some((axis) => !free(reduce).has(axis))) return null;
  // Terms that lie N steps apart are taken in blocks.
  const any = panelOf(reduce, null, inner) ?? panelOf(reduce, null, inner, blocksOf(reduce.axes).length);
  if (!any || any.rows.steps.some((step) => step < 0)) return null;
  const inColumns = new Set([...freeAxes(fromLinear(any.columns.rest)), inner]);
  return { reduce, inner, any, inColumns, rowAxes: axes.filter((axis) => !inColumns.has(axis)) };
}

/** Columns along the last axis; where it is shorter than a vector, along another one that lies in a row, of sums over several axes. */
function columnsFor(prepared: Prepared, { lanes }: Profile): Products | null {
  const { axes } = prepared;
  const last = axes.at(-1);
  if (Number(last?.extent) >= lanes) return productsIn(prepared, last);
  const others = axes.slice(0, -1).filter(({ extent }) => Number(extent) >= lanes);
  const found = others.map((axis) => productsIn(prepared, axis)).filter((products) => products !== null);
  return found.findLast(({ any }) => any.counts.length > 1 && any.columns.along === 1) ?? null;
}

/** The loops with the last two axes of rows as one, where tiles of the last one alone would leave out too much. */
export function joinedRows(prepared: Prepared, rowAxes: readonly Axis[], most: number): Prepared | null {
  const [outer, inner] = rowAxes.slice(-2);
  const { axes } = prepared;
  if (!outer || !inner || axes.indexOf(inner) !== axes.indexOf(outer) + 1 || typeof inner.extent !== 'number')
    return null;
  const waste = (Math.ceil(inner.extent / most) * most) / inner.extent;
  return waste > mostWaste ? flattened(prepared, outer, inner) : null;
}

/** Tiles of which more than this is thrown away, or read again, are better taken across rows. */
const mostWaste = 1.05;
/** From so many terms on, sums are made in blocks; with N among them, in any case. */
const manyBlocks = 8192;
/** The terms of a block: enough to be worth a call, and few enough that they stay in the second cache. */
const inBlock = { least: 64, most: 4096 };

/** The outermost axes of a sum that are taken in blocks. Inside a block only its outermost axis may have N terms. */
function blocksOf(counts: readonly Axis[]): readonly Axis[] {
  const sizes = counts.map(({ extent }) => (typeof extent === 'number' ? extent : Infinity));
  const after = (k: number): number => sizes.slice(k).reduce((product, size) => product * size, 1);
  const innermost = sizes.lastIndexOf(Infinity);
  if (innermost > 0) return counts.slice(0, innermost);
  if (after(0) <= manyBlocks) return [];
  const found = counts.findIndex((_, k) => k > 0 && after(k) <= inBlock.most);
  return found > 0 && after(found) >= inBlock.least ? counts.slice(0, found) : [];
}

/** So many tiles take a block together: some, so that it is read seldom, but not all, so that threads can share them. */
const groupOf = (tiles: number): number => Math.max(1, Math.min(8, Math.floor(tiles / 8)));

/** All tiles of rows, or as many as keep their sums in the first cache beside a part's columns. */
const groupOfParts = (tiles: number): number => Math.min(64, tiles);

function whyPacked(
  { columns }: Panel,
  { packs, packsRows, cut }: Pick<PanelPlan, 'packs' | 'packsRows' | 'cut'>,
): string {
  const apart = (steps: readonly number[]): string => `terms lie ${steps.join(' and ')} apart`;
  const ofColumns = packs
    ? `columns are packed once for all rows, since ${columns.along === 1 ? apart(columns.steps) : 'they do not lie in a row'}`
    : 'columns are read where they lie, in a row';
  const ofRows = packsRows ? `; rows too, since their ${apart(packsRows.operand.steps)}` : '';
  return `${ofColumns}${ofRows}${cut === null ? '' : `; ${cut} terms are summed at a time`}`;
}

/** The rows of a panel if their terms lie so far apart, and are so many, that they are packed too. */
function rowsToPack({ rows, counts }: Panel): Source | null {
  const [{ extent }] = counts as [Axis];
  const areMany = typeof extent === 'number' && extent >= manyTerms;
  return counts.length === 1 && areMany && rows.along !== null && rows.steps[0]! >= farApart
    ? { operand: rows, counts }
    : null;
}

/** Whether terms are so many that a tile's packed columns would leave the first cache, or may be with more samples. */
const isLong = ({ counts: [first, ...others] }: Panel): boolean =>
  others.length === 0 && typeof first!.extent !== 'number' && sizeOf(first!.extent) > termsInPart;
/** The terms of a part: with its packed columns and one tile of rows half of a first cache. */
const termsInPart = 512;

export const sizeOf = (extent: Axis['extent']): number => extentAt(extent, usualBatch);

/** The width with the fewest vectors for all columns; eight, in doubt, is what fits the registers best. */
function widthOf(extent: number, isOneRow: boolean): number {
  if (extent <= 12) return extent;
  const widths = isOneRow ? [16, 12, 8].filter((width) => width <= extent) : [8, 12, 11, 10, 9, 7, 6, 5, 4];
  const vectors = (width: number): number => Math.ceil(extent / width) * Math.ceil(width / 4);
  return widths.reduce((best, width) => (vectors(width) < vectors(best) ? width : best));
}

/**
 * As many rows as the fewest tiles need. A tile of fewer takes as long, since each of its sums waits for what was added to
 * it before: that the last one repeats some costs less.
 */
function rowsOf({ extent }: Axis, most: number): number {
  const size = sizeOf(extent);
  return Math.ceil(size / Math.ceil(size / Math.max(1, most)));
}
