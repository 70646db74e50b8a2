import type { DType } from '../base/index.js';
import { functions } from '../expr/index.js';
import { beside } from './beside.js';
import { inChains } from './chains.js';
import { assignedOutside } from './folds.js';
import { inVectors, mayRepeat, placesIn } from './inVectors.js';
import { vectorBody, type Around } from './lanes.js';
import type { Statement, Value } from './loopNest.js';
import { exactCall, nameValue, numberValue } from './scope.js';
import { insideOf, lanesOf, renamed, valuesWithin } from './walk.js';

type Loop = Extract<Statement, { kind: 'loop' }>;
type Let = Extract<Statement, { kind: 'let' | 'var' }>;

/** What the transformation into vectors takes from the nest around it. */
export interface VectorTools {
  readonly fresh: (base: string) => string;
  /** Memory of the nest's own, under a name like this one. */
  readonly scratch: (base: string, dtype: DType, length: number) => string;
}

/** So many sums grow at once: as many as a processor has additions under way, in half of its registers. */
const mostChains = 8;
/** Of fewer rows than this a processor has those of the next columns under way anyway. */
const fewestRows = 16;

/** So much is computed for each row of a group, in multiplications: more keeps a processor busy without others beside it. */
const mostWork = 32;

/** A value of each column, and the scratch memory that it is kept in. */
type Result = Let & { readonly in: string };

/** A loop over columns that folds the rows of each. */
interface Unplaced {
  readonly loop: Loop;
  readonly columns: number;
  /** What folds, for one vector of columns. */
  readonly folding: readonly Statement[];
  /** Values of a column that what comes behind needs. */
  readonly results: readonly Let[];
  /** What is done then with each column. */
  readonly behind: readonly Statement[];
}

/** With memory for the values of columns. */
interface Columns extends Unplaced {
  readonly results: readonly Result[];
}

/**
 * A loop over columns that folds the rows of each, with several vectors of columns beside each other: whole lines of the
 * cache are read, and no addition waits for the one before. Where columns are few, several rows are folded at once too.
 * What is done with the results comes behind, once for all of them. Null where the loop does something else.
 */
export function columnsInVectors(loop: Loop, tools: VectorTools): Statement[] | null {
  const found = columnsOf(loop);
  if (!found) return null;
  const { columns, folding } = found;
  const most = Math.min(...foldLoops(folding).map(({ body }) => mostBeside(body)));
  if (most < 2) return null;
  const vectors = Math.ceil(columns / 4);
  const width = 4 * Math.ceil(vectors / Math.ceil(vectors / most));
  const whole = columns - (columns % width);
  const left = columns - whole;
  const last = left < 4 ? 0 : mayRepeat(folding) ? left : left - (left % 4);
  const rows = width > 8 ? 1 : 2 ** Math.floor(Math.log2((4 * most) / width));
  const chained: Columns = {
    ...found,
    folding: withChains(folding, rows, tools),
    results: found.results.map((result) => inMemory(result, columns, tools)),
  };
  return [
    ...(whole > 0 ? [group(chained, 0, whole, width, tools)] : []),
    ...(last > 0 ? [group(chained, whole, whole + last, last, tools)] : []),
    ...(last < left ? [{ ...loop, from: numberValue(whole + last) }] : []),
  ];
}

/** How many vectors of columns to fold at once. */
function mostBeside(body: readonly Statement[]): number {
  const work = valuesWithin(body).reduce((sum, x) => sum + (isFloatCall(x) ? functions[x.fn].cost : 0), 0);
  return Math.floor(Math.min(mostChains / assignedOutside(body).length, mostWork / Math.max(1, work)));
}

const isFloatCall = (x: Value): x is Extract<Value, { kind: 'call' }> => x.kind === 'call' && x.dtype === 'f32';

function columnsOf(loop: Loop): Unplaced | null {
  const { name, to, body } = loop;
  if (to.kind !== 'number' || to.value < 4 || assignedOutside(body).length > 0) return null;
  const end = body.findLastIndex((s) => foldLoops([s]).length > 0) + 1;
  const around: Around = { strides: new Map([[name, 1]]), vectors: new Set() };
  const folding = vectorBody(body.slice(0, end), around);
  if (!folding || end === 0) return null;
  const rest = body.slice(end);
  // An address moves along the columns; it is worked out again.
  const isAddress = (s: Statement): boolean => s.kind === 'let' && (around.strides.get(s.name) ?? 0) !== 0;
  const behind = withNeeded(body.slice(0, end).filter(isAddress), rest);
  const results = folding.filter((s): s is Let => isNeeded(s, behind) && lanesOf((s as Let).value) === 4);
  if (results.some(({ value }) => value.dtype === 'bool')) return null;
  return { loop, columns: to.value, folding, results, behind };
}

/** Whether a statement defines what others read. */
const isNeeded = (s: Statement, others: readonly Statement[]): boolean =>
  (s.kind === 'let' || s.kind === 'var') && valuesWithin(others).some((x) => x.kind === 'name' && x.name === s.name);

/** Statements behind those that they need, and that these need, of some before them. */
const withNeeded = (before: readonly Statement[], statements: readonly Statement[]): readonly Statement[] =>
  before.reduceRight((list, s) => (isNeeded(s, list) ? [s, ...list] : list), statements);

const inMemory = (result: Let, columns: number, { scratch }: VectorTools): Result => ({
  ...result,
  in: scratch(`${result.name}Row`, result.value.dtype, columns),
});

/** Loops that fold many rows: the innermost ones. */
function foldLoops(body: readonly Statement[], around = 1): Loop[] {
  return body.flatMap((s) => {
    const rows = s.kind === 'loop' ? around * rowsIn(s) : around;
    const inner = foldLoops(insideOf(s), rows);
    const isFold = s.kind === 'loop' && rows >= fewestRows && assignedOutside(s.body).length > 0;
    return inner.length > 0 || !isFold ? inner : [s];
  });
}

const rowsIn = ({ from, to, step }: Loop): number =>
  from.kind === 'number' && to.kind === 'number' ? (to.value - from.value) / step : Infinity;

function withChains(body: readonly Statement[], rows: number, tools: VectorTools): Statement[] {
  return body.flatMap((s) => {
    if (s.kind !== 'loop') return [s];
    const isInnermost = s.body.every((inner) => insideOf(inner).length === 0);
    return isInnermost && rowsIn(s) >= fewestRows
      ? inChains(s, rows, tools.fresh)
      : [{ ...s, body: withChains(s.body, rows, tools) }];
  });
}

/** The columns of a group at once, group by group. */
function group(of: Columns, from: number, to: number, width: number, { fresh }: VectorTools): Statement {
  const { loop, folding, results, behind } = of;
  const own = nameValue(loop.name, 'i32');
  const stores = results.map(({ name, value, in: buffer }): Statement => {
    return { kind: 'store', buffer, at: own, value: { kind: 'name', dtype: value.dtype, name, lanes: 4 } };
  });
  const places = placesIn(width).map((by) => ({ by }));
  const body = [
    ...beside([...folding, ...stores], loop.name, places, fresh),
    ...(behind.length === 0 ? [] : eachColumn(loop, results, behind, width, fresh)),
  ];
  return { ...loop, loop: 'vector', from: numberValue(from), to: numberValue(to), step: width, body };
}

/** What is done with each column of a group once its rows are folded. */
function eachColumn(
  { name }: Loop,
  kept: readonly Result[],
  behind: readonly Statement[],
  width: number,
  fresh: VectorTools['fresh'],
): Statement[] {
  const [inGroup, column] = [fresh(`${name}InGroup`), fresh(`${name}Out`)];
  const names = new Map([[name, column], ...kept.map((k): [string, string] => [k.name, fresh(k.name)])]);
  const body: Statement[] = [
    { kind: 'let', name: column, value: exactCall('add', [nameValue(name, 'i32'), nameValue(inGroup, 'i32')]) },
    ...kept.map((k): Statement => {
      const { dtype } = k.value;
      const value: Value = { kind: 'load', dtype, buffer: k.in, at: nameValue(column, 'i32') };
      return { kind: 'let', name: names.get(k.name)!, value };
    }),
    ...renamed(behind, names),
  ];
  const loop: Loop = {
    kind: 'loop',
    loop: 'parallel',
    name: inGroup,
    from: numberValue(0),
    to: numberValue(width),
    step: 1,
    body,
  };
  // Threads share groups, which each of them folds for itself.
  return (inVectors(loop, fresh) ?? [loop]).map((s) => (s.kind === 'loop' ? { ...s, loop: 'sequential' } : s));
}
