import {
  addExtents,
  identifierOf,
  member,
  sizeOf,
  stringLiteral,
  unreachable,
  type Polynomial,
} from '../../src/base/index.js';
import {
  callsIn,
  conditionsIn,
  namedIn,
  type Call,
  type LoopNest,
  type LoopOfCalls,
  type PlacedSlice,
  type Schedule,
  type Scheduled,
  type ScheduledEntry,
} from '../../src/schedule/index.js';
import type { HelperName } from './functions.js';
import type { Line } from './line.js';
import { withList } from './statements.js';
import { infix, primary, type Text } from './text.js';
import { printExtent } from './values.js';

/** What the functions of entry points are printed with. */
export interface EntryPrinting {
  readonly schedule: Schedule;
  readonly functionNames: readonly string[];
  /** The properties of `m`, by buffer. */
  readonly views: readonly string[];
  /** The variables and properties of `s`, by slice. */
  readonly slices: readonly string[];
  readonly global: (name: string) => string;
  readonly helper: (name: HelperName) => string;
}

export function entryPrinting(schedule: Schedule, given: Omit<EntryPrinting, 'schedule' | 'slices'>): EntryPrinting {
  const taken = new Set<string>(['N', 'm', 's']);
  return { ...given, schedule, slices: schedule.slices.map(({ name }) => identifierOf(name, taken)) };
}

/** An entry point's function; before it, where it has loops over slices, the one that makes arrays of these. */
export function printEntry(entry: ScheduledEntry, name: string, printing: EntryPrinting): Line[][] {
  const plain = (text: string): Line => ({ text, source: null });
  const body = entry.calls.flatMap((c) => printScheduled(c, '  ', printing));
  if (body.length === 0) return [[plain(`function ${name}() {}`)]];
  const head = plain(`function ${name}(N, m) {`);
  const slices = slicesIn(entry, printing.schedule);
  if (slices.length === 0) return [[head, ...body, plain('}')]];
  const parts = printing.global(`${name}Parts`);
  const found = plain(`  const s = ${printing.helper('parts')}(N, m, ${parts});`);
  return [printParts(parts, slices, printing).map(plain), [head, found, ...body, plain('}')]];
}

/** The slices that an entry's calls use, each behind what it is a part of. */
function slicesIn({ calls }: ScheduledEntry, { slices }: Schedule): PlacedSlice[] {
  const used = new Set([...callsIn(calls).flatMap(({ buffers }) => buffers), ...conditionsIn(calls)]);
  for (const { name, of } of [...slices].reverse()) if (used.has(name)) used.add(of);
  return slices.filter(({ name }) => used.has(name));
}

function printParts(name: string, slices: readonly PlacedSlice[], printing: EntryPrinting): string[] {
  const { schedule, helper } = printing;
  const variable = (slice: string): string =>
    printing.slices[schedule.slices.findIndex((one) => one.name === slice)] ?? unreachable(`${slice} is no slice`);
  const isSlice = (of: string): boolean => schedule.slices.some((one) => one.name === of);
  const lines = slices.flatMap((slice) => {
    const whole = isSlice(slice.of) ? variable(slice.of) : viewOf(slice.of, printing);
    const items = [whole, countOf(slice, schedule), printSize(sizeOf(slice.shape))];
    return withList(`const ${variable(slice.name)} = ${helper('split')}(`, items, ');', '  ');
  });
  const usesN = lines.some((line) => /\bN\b/.test(line));
  const names = slices.map((slice) => variable(slice.name));
  return [
    '// The parts that loops take of arrays, one after the other.',
    `function ${name}(m${usesN ? ', N' : ''}) {`,
    ...lines,
    ...withFields(names),
    '}',
  ];
}

function withFields(names: readonly string[]): string[] {
  const line = `  return { ${names.join(', ')} };`;
  return line.length <= 120 ? [line] : ['  return {', ...names.map((name) => `    ${name},`), '  };'];
}

/** How many elements a slice's whole has along its first axis. */
const countOf = ({ of }: PlacedSlice, schedule: Schedule): string =>
  printExtent(namedIn(schedule, of).shape[0] ?? unreachable(`${of} has no axis`)).text;

function printScheduled(c: Scheduled, indent: string, printing: EntryPrinting): Line[] {
  const line = (text: string): Line => ({ text: `${indent}${text}`, source: null });
  const inner = (list: readonly Scheduled[]): Line[] =>
    list.flatMap((own) => printScheduled(own, `${indent}  `, printing));
  switch (c.kind) {
    case 'call':
      return printCall(c, indent, printing);
    case 'loop':
      return [line(`for (${countingOf(c)}) {`), ...inner(c.body), line('}')];
    case 'while': {
      const isOver = `  if (!${viewOf(c.condition, printing)}[0]) break;`;
      return [line('for (;;) {'), ...inner(c.test), line(isOver), ...inner(c.body), line('}')];
    }
    case 'branch': {
      const head = line(`if (${viewOf(c.condition, printing)}[0]) {`);
      return [head, ...inner(c.then), line('} else {'), ...inner(c.otherwise), line('}')];
    }
  }
}

function countingOf({ name, extent, reverse }: LoopOfCalls): string {
  if (reverse) return `let ${name} = ${printExtent(addExtents(extent, -1)).text}; ${name} >= 0; ${name}--`;
  return `let ${name} = 0; ${name} < ${printExtent(extent).text}; ${name}++`;
}

function printCall(c: Call, indent: string, printing: EntryPrinting): Line[] {
  const { schedule, functionNames } = printing;
  const nest = schedule.nests[c.nest]!;
  const args = [...(nest.usesN ? ['N'] : []), ...c.buffers.map((buffer) => viewOf(buffer, printing))];
  const call = withList(`${functionNames[c.nest]}(`, args, ');', indent);
  return [...call, ...checksAfter(nest, c, indent, printing)].map((text) => ({
    text,
    source: nest.sources[0] ?? null,
  }));
}

/** `m.x`, or of a slice in loops over t and u `s.x[t][u]`. */
function viewOf(buffer: string, { schedule, views, slices }: EntryPrinting): string {
  const place = schedule.slices.findIndex(({ name }) => name === buffer);
  if (place < 0) return member('m', views[schedule.buffers.findIndex(({ name }) => name === buffer)]!);
  const countersOf = (name: string): string => {
    const slice = schedule.slices.find((one) => one.name === name);
    return slice ? `${countersOf(slice.of)}[${slice.loop}]` : '';
  };
  return `${member('s', slices[place]!)}${countersOf(buffer)}`;
}

/** Stops at the first NaN or infinity that a kernel wrote. */
function checksAfter(
  { arguments: args }: LoopNest,
  { buffers }: Call,
  indent: string,
  printing: EntryPrinting,
): string[] {
  return args.flatMap((argument, k) => {
    const { shape, name, watched } = namedIn(printing.schedule, buffers[k]!);
    if (!watched || argument.access === 'read') return [];
    const strides = shape.map((_, axis) => printSize(sizeOf(shape.slice(axis + 1))));
    const called = [stringLiteral(watched.name), stringLiteral(watched.made)];
    const items = [viewOf(name, printing), printSize(sizeOf(shape)), ...called, `[${strides.join(', ')}]`];
    return withList('check(', items, ');', indent);
  });
}

/** A polynomial in N, by Horner. */
const printSize = (size: Polynomial): string =>
  [...size].reverse().reduce<Text | null>((sum, c) => {
    const scaled = sum && infix('*', sum, primary('N'));
    return scaled ? (c === 0 ? scaled : infix('+', scaled, primary(String(c)))) : primary(String(c));
  }, null)?.text ?? '0';
