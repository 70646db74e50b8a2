import {
  affine,
  columnsOf,
  dtypes,
  member,
  propertyKey,
  shapeText,
  sizeOf,
  stringLiteral,
  stridesOf,
  unreachable,
  type DType,
  type Fed,
  type IndexRange,
  type Shape,
} from '../../src/base/index.js';
import type { ScheduledEntry } from '../../src/schedule/index.js';
import { array, call, numbers, object, property, type Code } from './layout.js';
import { bufferOf, viewOf, type ModuleUnit } from './moduleUnit.js';
import { polynomialCode } from './polynomialCode.js';

/** What the text of one unit needs besides itself. */
export interface Needs {
  readonly checkNumerics: boolean;
  readonly form: 'module' | 'function';
  /** Says that a function of the runtime is called; gives its name. */
  readonly runtime: (name: string) => string;
  /** The key of a property; a long one is written down elsewhere. */
  readonly key: (name: string) => string;
}

/** `step: { … }`: what an entry point takes, runs and gives. */
export function entryCode(unit: ModuleUnit, entry: ScheduledEntry, needs: Needs): Code {
  const results = entry.name === 'evaluate' ? mergedResults(unit, entry, needs) : [ownResults(unit, entry, needs)];
  return property(entry.name, [
    object([
      property('name', stringLiteral(entry.name)),
      property('run', unit.emitted.entries[entry.name]!.name),
      property('inputs', array(entry.feeds.map(({ fed, buffer }) => inputCode(fed, viewOf(unit, buffer), needs)))),
      ...leastCode(unit, entry, needs),
      ...results,
    ]),
  ]);
}

/** A step is refused without samples as it is; without any, `evaluate` counts none. */
function leastCode({ least }: ModuleUnit, { name }: ScheduledEntry, { runtime }: Needs): Code[] {
  const { samples, by } = least?.get(name) ?? { samples: 0, by: '' };
  if (samples < (name === 'step' || name === 'evaluate' ? 2 : 1)) return [];
  return [property('enough', runtime('enough')), `least: ${samples}`, property('needed', stringLiteral(by))];
}

function inputCode(fed: Fed, view: string, needs: Needs): Code {
  const { name, dtype, shape } = fed;
  const size = sizeOf(shape);
  return object([
    property('name', stringLiteral(name)),
    property('view', stringLiteral(view)),
    property('array', stringLiteral(dtypes[dtype].array)),
    property('shape', stringLiteral(shapeText(shape))),
    property('size', numbers(size.length === 0 ? [0] : size)),
    ...(size.length > 2 ? [property('root', needs.runtime('rootOf'))] : []),
    ...(shape.length === 0 ? fitsCode(dtype) : []),
    ...checkCode(fed, needs),
  ]);
}

/** Which numbers can stand for an array of one. */
function fitsCode(dtype: DType): Code[] {
  const fits: Record<DType, string> = {
    f32: 'Math.abs(Math.fround(x) - x) !== Infinity',
    i32: '(x | 0) === x',
    u32: 'x >>> 0 === x',
    bool: 'x === 0 || x === 1',
  };
  return [`fits: (x) => ${fits[dtype]}`];
}

function checkCode({ dtype, shape, ranges }: Fed, { checkNumerics, runtime }: Needs): Code[] {
  if (ranges) return [...rangeCode(ranges, runtime), ...stridesCode(shape)];
  if (dtype === 'bool') return [`check: ${runtime('areBooleans')}`, ...stridesCode(shape)];
  return dtype === 'f32' && checkNumerics ? [`check: ${runtime('allFinite')}`, ...stridesCode(shape)] : [];
}

/** Mostly an input indexes one axis, of an extent that is known. */
function rangeCode(ranges: readonly IndexRange[], runtime: Needs['runtime']): Code[] {
  const [{ extent, of } = unreachable('an index has a range'), second] = ranges;
  if (typeof extent === 'number' && !second)
    return [`check: ${runtime('inRange')}`, `range: ${extent}`, property('indexes', stringLiteral(of))];
  const all = ranges.map((one) => {
    const { n, plus } = affine(one.extent);
    return array([String(plus), String(n), stringLiteral(one.of)]);
  });
  return [`check: ${runtime('inRanges')}`, property('ranges', array(all))];
}

/** Known where only the first axis has an N; of one axis they need not be said. */
function stridesCode(shape: Shape): Code[] {
  if (shape.length === 0) return [property('strides', numbers([]))];
  const inner = shape.slice(1).map(affine);
  const isKnown = shape.length > 1 && inner.every(({ n, plus }) => n === 0 && plus > 0);
  return isKnown ? [property('strides', numbers(stridesOf([1, ...inner.map(({ plus }) => plus)])))] : [];
}

type Tree = Map<string, Code | Tree>;

/** The object of results, by their paths. */
function resultsObject(results: readonly { path: readonly string[]; code: Code }[], key: Needs['key']): Code {
  const tree: Tree = new Map();
  for (const { path, code } of results) {
    let inner = tree;
    for (const name of path.slice(0, -1)) {
      const next = inner.get(name) ?? new Map<string, Code | Tree>();
      inner.set(name, next);
      inner = next as Tree;
    }
    inner.set(path.at(-1)!, code);
  }
  const print = (level: Tree, open: string, close: string): Code =>
    object(
      [...level].map(([name, value]) => property(key(name), value instanceof Map ? print(value, '{', '}') : value)),
      open,
      close,
    );
  return print(tree, '({', '})');
}

function ownResults(unit: ModuleUnit, { results }: ScheduledEntry, { key, runtime }: Needs): Code {
  const codes = results.map(({ result: { kind, path }, buffers }) => {
    const [first, second] = buffers.map((buffer) => memberOf(unit, buffer));
    if (kind === 'ratio') return { path, code: call(runtime('quotient'), [`${first}[0]`, `${second}[0]`]) };
    const { shape } = bufferOf(unit, buffers[0]!);
    if (shape.length === 0) return { path, code: `${first}[0]` };
    return { path, code: call(`${first}.slice`, ['0', polynomialCode(sizeOf(shape), 'N')]) };
  });
  const parameters = results.length === 0 ? '' : codes.some(({ code }) => mentionsN(code)) ? 'm, N' : 'm';
  return [`results: (${parameters}) => `, resultsObject(codes, key)];
}

const mentionsN = (code: Code): boolean =>
  typeof code === 'object' && 'items' in code && code.items.some((item) => /\bN\b/.test(String(item)));

/** `evaluate` gives totals and weights of a batch, and what becomes of their sums. */
function mergedResults(unit: ModuleUnit, { results }: ScheduledEntry, { key, runtime }: Needs): Code[] {
  const scalars = results.filter(({ result }) => result.kind !== 'tensor');
  const counts = scalars.flatMap(({ result, buffers }) => {
    const [first, second] = buffers.map((buffer) => `${memberOf(unit, buffer)}[0]`);
    return result.kind === 'ratio' ? [first!, second!] : [`${first} * N`, 'N'];
  });
  const quotients = scalars.map(({ result: { path } }, k) => ({
    path,
    code: call(runtime('quotient'), [`sums[${2 * k}]`, `sums[${2 * k + 1}]`]),
  }));
  return [
    ['counts: (m, N) => ', array(counts)],
    ['results: (sums) => ', resultsObject(quotients, key)],
  ];
}

const memberOf = (unit: ModuleUnit, buffer: string): string => member('m', viewOf(unit, buffer));

/** Keys longer than this would leave no room for their values. */
const longestKey = 34;

/** Gives the keys of properties; long names go into `names`, which the code called `table` holds. */
export function keysIn(table: string, names: string[]): Needs['key'] {
  return (name) => {
    if (columnsOf(propertyKey(name)) <= longestKey) return propertyKey(name);
    if (!names.includes(name)) names.push(name);
    return `[${table}[${names.indexOf(name)}]]`;
  };
}
