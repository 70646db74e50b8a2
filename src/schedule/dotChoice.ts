import type { Axis } from '../expr/index.js';
import { panelOf, type Panel } from './panel.js';
import { joinedRows, productsIn, sizeOf, worthPacking } from './panelChoice.js';
import type { Prepared } from './prepare.js';
import type { Profile } from './profile.js';
import type { Tile } from './tileChoice.js';

/** How sums of products are laid out whose terms lie along the lanes. */
export interface DotPlan {
  readonly prepared: Prepared;
  readonly panel: Panel;
  /** Rows that are summed at once, and all columns. */
  readonly tile: Tile;
  /** How many columns are summed at once. */
  readonly columns: number;
  /** The terms of one sum. */
  readonly terms: number;
  /** Loops around the copy of all columns, which no row changes. */
  readonly around: readonly Axis[];
  readonly rowAxes: readonly Axis[];
}

/** Columns of which lanes hold less than this part, beside others or none, leave their place to terms. */
const wellFilled = 5 / 6;
/** More columns than this fill vectors well enough, or can be told apart into those that do. */
const mostColumns = 12;
/** Fewer terms than this are not worth adding up four sums for each. */
const fewestTerms = 64;

/** Sums with terms along the lanes: of few columns, whose terms lie in a row; null if the kernel is of another kind. */
export function chooseDots(prepared: Prepared, profile: Profile): DotPlan | null {
  const products = productsIn(prepared, prepared.axes.at(-1));
  if (!products || products.any.counts.length < 2) return null;
  // Part of the sum are blocks.
  if (products.any.counts.length < products.reduce.axes.length) return null;
  const { reduce, inner, any, inColumns, rowAxes } = products;
  const extent = Number(inner.extent);
  const outer = rowAxes.at(-1);
  if (!outer || extent > mostColumns || isFilled(extent, profile)) return null;
  const terms = termsInRow(any, profile);
  if (terms === null || terms < fewestTerms) return null;
  const columns = extent % 3 === 0 && extent % 2 !== 0 ? 3 : 2;
  const rows = columns === 3 ? 2 : 4;
  const joined = joinedRows(prepared, rowAxes, rows);
  if (joined) return chooseDots(joined, profile);
  const panel = panelOf(reduce, outer, inner);
  const tiles = rowAxes.reduce((count, axis) => count * sizeOf(axis.extent), 1) / rows;
  if (!panel || tiles < worthPacking) return null;
  const axes = [
    { axis: outer, factor: rows },
    { axis: inner, factor: extent },
  ];
  const reason = `${rows} x ${columns} results are summed at once, in vectors of terms, since ${extent} columns fill none; columns are packed once for all rows`;
  return {
    prepared,
    panel,
    tile: { reduce, axes, reason },
    columns,
    terms,
    around: prepared.axes.filter((axis) => inColumns.has(axis) && axis !== inner),
    rowAxes,
  };
}

const isFilled = (extent: number, { lanes }: Profile): boolean =>
  extent / (Math.ceil(extent / lanes) * lanes) > wellFilled;

/** How many terms a sum has, if they can be read four at once; else null. */
function termsInRow({ counts, rows }: Panel, { lanes }: Profile): number | null {
  const last = counts.at(-1)!.extent;
  if (rows.steps.at(-1) !== 1 || typeof last !== 'number' || last % lanes !== 0) return null;
  const terms = counts.reduce((product, { extent }) => product * Number(extent), 1);
  return Number.isNaN(terms) ? null : terms;
}
