import {
  columnsOf,
  identifierOf,
  member,
  moduleNames,
  sizeOf,
  stringLiteral,
  type Polynomial,
} from '../../src/base/index.js';
import type { Call, LoopOfCalls, Schedule, ScheduledEntry } from '../../src/schedule/index.js';

/** Calls that the program has under a name. */
export interface Exported {
  readonly name: string;
  readonly calls: ScheduledEntry['calls'];
}

/** The JavaScript in front of a program. */
export interface EntryText {
  readonly lines: readonly string[];
  /** The function of each entry point, by name or as it is, in their order. */
  readonly names: readonly string[];
  /** What the text calls the program by. */
  readonly exported: readonly Exported[];
}

type Global = (name: string) => string;

const globals = (prefix: string): Global => {
  const taken = new Set<string>([...moduleNames, 'N', 'm']);
  return (name) => identifierOf(prefix === '' ? name : `${prefix}_${name}`, taken);
};
const nameOf = ({ name }: ScheduledEntry): string => (name === 'init' ? 'initialize' : name);

/** A whole entry point is one call into the program, and needs no name. */
export function entriesWhole({ entries }: Schedule): EntryText {
  return { lines: [], names: entries.map(({ name }) => `(N, m) => ${callOf(name)}`), exported: entries };
}

/** Each call of a kernel is one into the program, so that between them numbers can be looked at, or the clock. */
export function entriesInCalls(schedule: Schedule, views: readonly string[], prefix: string): EntryText {
  const global = globals(prefix);
  const { entries } = schedule;
  const names = entries.map((entry) => global(nameOf(entry)));
  const kernels: string[][] = [];
  const exported: Exported[] = [];
  const print = (c: Call | LoopOfCalls, entry: string): string[] => {
    if (c.kind === 'loop') {
      const body = c.body.flatMap((inner) => print(inner, entry)).map((line) => `  ${line}`);
      return [`for (let ${c.name} = 0; ${c.name} < ${c.extent}; ${c.name}++) {`, ...body, '}'];
    }
    const name = global(schedule.nests[c.nest]!.name);
    // A space is in no other name that the program exports.
    const own = `${entry} ${exported.length}`;
    exported.push({ name: own, calls: [c] });
    kernels.push(functionText(name, [`${callOf(own)};`]));
    return [`${name}(N, m);`, ...checksAfter(c, schedule, views)];
  };
  const functions = entries.map(({ name, calls }, k) => {
    const body = calls.flatMap((c) => print(c, name));
    return functionText(names[k]!, body, body.length > 0);
  });
  return { lines: apart([...kernels, ...functions]), names, exported };
}

const callOf = (name: string): string => `${member('m.program', name)}(N, m.capacity)`;

const functionText = (name: string, body: readonly string[], takes = true): string[] =>
  takes ? [`function ${name}(N, m) {`, ...body.map((line) => `  ${line}`), '}'] : [`function ${name}() {}`];

const apart = (functions: readonly (readonly string[])[]): string[] =>
  functions.flatMap((lines, k) => (k === 0 ? lines : ['', ...lines]));

/** Columns of a line in a function. */
const widest = 118;

/** Stops at the first NaN or infinity that a kernel wrote. */
function checksAfter({ nest, buffers }: Call, schedule: Schedule, views: readonly string[]): string[] {
  return schedule.nests[nest]!.arguments.flatMap(({ access }, k) => {
    const place = schedule.buffers.findIndex(({ name }) => name === buffers[k]);
    const { shape, watched } = schedule.buffers[place]!;
    if (!watched || access === 'read') return [];
    const strides = shape.map((_, axis) => sizeText(sizeOf(shape.slice(axis + 1))));
    const called = [stringLiteral(watched.name), stringLiteral(watched.made)];
    const items = [member('m', views[place]!), sizeText(sizeOf(shape)), ...called, `[${strides.join(', ')}]`];
    const line = `check(${items.join(', ')});`;
    return columnsOf(line) <= widest ? [line] : ['check(', ...items.map((item) => `  ${item},`), ');'];
  });
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
