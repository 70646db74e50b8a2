import {
  addExtents,
  columnsOf,
  identifierOf,
  member,
  moduleNames,
  sizeOf,
  stringLiteral,
  type Extent,
  type Polynomial,
} from '../../src/base/index.js';
import {
  countersIn,
  namedIn,
  type Call,
  type LoopOfCalls,
  type Schedule,
  type Scheduled,
  type ScheduledEntry,
} from '../../src/schedule/index.js';
import type { Exported } from './kernels/entries.js';

/** The JavaScript in front of a program. */
export interface EntryText {
  readonly lines: readonly string[];
  /** The function of each entry point, by name or as it is, in their order. */
  readonly names: readonly string[];
  /** What the text calls the program by. */
  readonly exported: readonly Exported[];
}

type Global = (name: string) => string;

const globals = (prefix: string, counters: readonly string[]): Global => {
  const taken = new Set<string>([...moduleNames, 'N', 'm', ...counters]);
  return (name) => identifierOf(prefix === '' ? name : `${prefix}_${name}`, taken);
};
const nameOf = ({ name }: ScheduledEntry): string => (name === 'init' ? 'initialize' : name);

/** A whole entry point is one call into the program, and needs no name. */
export function entriesWhole({ entries }: Schedule): EntryText {
  return { lines: [], names: entries.map(({ name }) => `(N, m) => ${callOf(name)}`), exported: entries };
}

/** Each call of a kernel is one into the program, so that between them numbers can be looked at, or the clock. */
export function entriesInCalls(schedule: Schedule, views: readonly string[], prefix: string): EntryText {
  const global = globals(prefix, countersIn(schedule));
  const { entries } = schedule;
  const names = entries.map((entry) => global(nameOf(entry)));
  const kernels: string[][] = [];
  const exported: Exported[] = [];
  const printed = (c: Call, entry: string, counters: readonly string[]): string[] => {
    const name = global(schedule.nests[c.nest]!.name);
    // A space is in no other name that the program exports.
    const own = `${entry} ${exported.length}`;
    exported.push({ name: own, calls: [c], counters });
    kernels.push(functionText(name, [`${callOf(own, counters)};`], counters));
    return [`${name}(${['N', 'm', ...counters].join(', ')});`, ...checksAfter(c, schedule, views)];
  };
  const functions = entries.map(({ name, calls }, k) => {
    const body = printAll(calls, [], {
      call: (c, counters) => printed(c, name, counters),
      condition: (buffer) => elementText(buffer, schedule, views),
    });
    return functionText(names[k]!, body, body.length > 0 ? [] : null);
  });
  return { lines: apart([...kernels, ...functions]), names, exported };
}

/** How calls are printed, and what says which way to go, in loops with these counters. */
interface CallPrinting {
  readonly call: (c: Call, counters: readonly string[]) => string[];
  readonly condition: (buffer: string) => string;
}

function printAll(list: readonly Scheduled[], counters: readonly string[], printing: CallPrinting): string[] {
  const inner = (body: readonly Scheduled[], more: readonly string[] = []): string[] =>
    printAll(body, [...counters, ...more], printing).map((line) => `  ${line}`);
  return list.flatMap((c) => {
    switch (c.kind) {
      case 'call':
        return printing.call(c, counters);
      case 'loop':
        return [`for (${countingOf(c)}) {`, ...inner(c.body, [c.name]), '}'];
      case 'while': {
        const isOver = `  if (!${printing.condition(c.condition)}) break;`;
        return ['for (;;) {', ...inner(c.test), isOver, ...inner(c.body), '}'];
      }
      case 'branch':
        return [`if (${printing.condition(c.condition)}) {`, ...inner(c.then), '} else {', ...inner(c.otherwise), '}'];
    }
  });
}

function countingOf({ name, extent, reverse }: LoopOfCalls): string {
  const text = (x: Extent): string => sizeText(sizeOf([x]));
  if (reverse) return `let ${name} = ${text(addExtents(extent, -1))}; ${name} >= 0; ${name}--`;
  return `let ${name} = 0; ${name} < ${text(extent)}; ${name}++`;
}

const callOf = (name: string, counters: readonly string[] = []): string =>
  `${member('m.program', name)}(${['N', 'm.capacity', ...counters].join(', ')})`;

/** A function of N, memory and counters, or of nothing. */
const functionText = (name: string, body: readonly string[], counters: readonly string[] | null): string[] =>
  counters
    ? [`function ${name}(${['N', 'm', ...counters].join(', ')}) {`, ...body.map((line) => `  ${line}`), '}']
    : [`function ${name}() {}`];

const apart = (functions: readonly (readonly string[])[]): string[] =>
  functions.flatMap((lines, k) => (k === 0 ? lines : ['', ...lines]));

/** Columns of a line in a function. */
const widest = 118;

/** Stops at the first NaN or infinity that a kernel wrote. */
function checksAfter({ nest, buffers }: Call, schedule: Schedule, views: readonly string[]): string[] {
  return schedule.nests[nest]!.arguments.flatMap(({ access }, k) => {
    const { name, shape, watched } = namedIn(schedule, buffers[k]!);
    if (!watched || access === 'read') return [];
    const strides = shape.map((_, axis) => sizeText(sizeOf(shape.slice(axis + 1))));
    const called = [stringLiteral(watched.name), stringLiteral(watched.made)];
    const items = [viewText(name, schedule, views), sizeText(sizeOf(shape)), ...called, `[${strides.join(', ')}]`];
    const line = `check(${items.join(', ')});`;
    return columnsOf(line) <= widest ? [line] : ['check(', ...items.map((item) => `  ${item},`), ');'];
  });
}

/** The array of a buffer, or its part that is a slice. */
function viewText(name: string, schedule: Schedule, views: readonly string[]): string {
  const { root, at } = placeIn(name, schedule);
  const view = member('m', views[schedule.buffers.findIndex((buffer) => buffer.name === root)]!);
  return at === '' ? view : `${view}.subarray(${at})`;
}

/** The first element of it. */
function elementText(name: string, schedule: Schedule, views: readonly string[]): string {
  const { root, at } = placeIn(name, schedule);
  return `${member('m', views[schedule.buffers.findIndex((buffer) => buffer.name === root)]!)}[${at || '0'}]`;
}

/** The buffer that a slice is in the end a part of, and where there it begins: empty for a buffer itself. */
function placeIn(name: string, schedule: Schedule): { readonly root: string; readonly at: string } {
  const slice = schedule.slices.find((one) => one.name === name);
  if (!slice) return { root: name, at: '' };
  const { root, at } = placeIn(slice.of, schedule);
  const size = sizeText(sizeOf(slice.shape));
  const own = size === '1' ? slice.loop : `${slice.loop} * ${/\+/.test(size) ? `(${size})` : size}`;
  return { root, at: at === '' ? own : `${at} + ${own}` };
}

/** A polynomial in N. */
function sizeText(size: Polynomial): string {
  const terms = size.flatMap((factor, power) =>
    factor === 0
      ? []
      : [[...(factor === 1 && power > 0 ? [] : [factor]), ...Array<string>(power).fill('N')].join(' * ')],
  );
  return terms.length === 0 ? '0' : terms.reverse().join(' + ');
}
