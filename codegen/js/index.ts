import { identifierOf, moduleNames, sourceText, unreachable, type DType } from '../../src/base/index.js';
import {
  countersIn,
  routinesOf,
  type BackEnd,
  type EmitOptions,
  type Emitted,
  type LoopNest,
  type Routine,
  type Schedule,
  type Scratch,
  type Statement,
} from '../../src/schedule/index.js';
import { entryPrinting, printEntry } from './entries.js';
import type { HelperName } from './functions.js';
import { helpers } from './helpers.js';
import type { Line } from './line.js';
import { namesIn, printStatement, withList, type StatementPrinting } from './statements.js';

/** Schedule to JavaScript: one function a kernel, one an entry point, over typed arrays. */
export const js: BackEnd = {
  name: 'js',
  profile: { lanes: 1, registers: 16, doubles: true, cache: 32768, memory: 2 ** 33 },
  emit,
};

/** What is memory inside a kernel: doubles for f32, so that nothing is rounded before it is stored. */
const scratchArrays: Readonly<Record<DType, string>> = {
  f32: 'Float64Array',
  i32: 'Int32Array',
  u32: 'Uint32Array',
  bool: 'Uint8Array',
};

const knownLength = ({ name, length }: Scratch): number =>
  typeof length === 'number' ? length : unreachable(`${name} grows with N`);

function emit(schedule: Schedule, { prefix }: EmitOptions): Emitted {
  const taken = new Set<string>([...moduleNames, 'N', 'm', 's', ...countersIn(schedule)]);
  const global = (name: string): string => identifierOf(prefix === '' ? name : `${prefix}_${name}`, taken);
  const entryNames = schedule.entries.map(({ name }) => global(name === 'init' ? 'initialize' : name));
  const views = viewNames(schedule);
  const used = new Set<HelperName>();
  const functionNames = schedule.nests.map(({ name }) => global(name));
  const routines = routinesOf(schedule);
  const routineNames = new Map(routines.map(({ name }) => [name, global(name)]));
  const names: Names = { global, used, routine: (name) => routineNames.get(name)! };
  const nests = schedule.nests.map((nest, k) => printNest(nest, functionNames[k]!, names));
  const printing = entryPrinting(schedule, {
    functionNames,
    views,
    global,
    helper: (name) => (used.add(name), `$${name}`),
  });
  const entries = schedule.entries.flatMap((entry, k) => printEntry(entry, entryNames[k]!, printing));
  const blocks = [...helperBlocks(used), ...routines.map((r) => printRoutine(r, names)), ...nests, ...entries];
  const lines = blocks.flatMap((block, k) => (k === 0 ? block : [{ text: '', source: null }, ...block]));
  return {
    text: `${lines.map(({ text }) => text).join('\n')}\n`,
    entries: Object.fromEntries(schedule.entries.map(({ name }, k) => [name, { name: entryNames[k]! }])),
    views,
    lines: lines.map(({ source }) => source),
  };
}

function viewNames({ buffers }: Schedule): string[] {
  const taken = new Set<string>(['$parts']);
  return buffers.map(({ name }) => identifierOf(name, taken));
}

function helperBlocks(used: ReadonlySet<HelperName>): Line[][] {
  const all = new Set<HelperName>();
  const take = (name: HelperName): void => {
    if (all.has(name)) return;
    all.add(name);
    helpers[name].needs?.forEach(take);
  };
  used.forEach(take);
  return [...all].sort().map((name) => helpers[name].text.map((text) => ({ text, source: null })));
}

/** Where the names of one module come from. */
interface Names {
  readonly global: (name: string) => string;
  readonly used: Set<HelperName>;
  readonly routine: (name: string) => string;
}

function printNest(nest: LoopNest, name: string, names: Names): Line[] {
  const source = nest.sources[0] ?? null;
  const scratch = new Map(nest.scratch.map((s) => [s.name, names.global(s.name)]));
  const parameters = [...(nest.usesN ? ['N'] : []), ...nest.arguments.map((argument) => argument.name)];
  const printing = printingOf(nest.body, parameters, names, (own) => scratch.get(own) ?? own);
  const texts = [
    ...commentOf(nest),
    ...nest.scratch.map((s) => `const ${scratch.get(s.name)} = new ${scratchArrays[s.dtype]}(${knownLength(s)});`),
    ...functionText(name, parameters, nest.body, printing),
  ];
  return texts.map((text) => ({ text, source }));
}

function printRoutine({ name, title, memory, numbers, body }: Routine, names: Names): Line[] {
  const parameters = [...memory.map((argument) => argument.name), ...numbers];
  const printing = printingOf(body, parameters, names, (own) => own);
  const texts = [`// ${title}`, ...functionText(names.routine(name), parameters, body, printing)];
  return texts.map((text) => ({ text, source: null }));
}

const functionText = (
  name: string,
  parameters: readonly string[],
  body: readonly Statement[],
  printing: StatementPrinting,
): string[] => [
  ...withList(`function ${name}(`, parameters, ') {', ''),
  ...body.flatMap((s) => printStatement(s, '  ', printing)),
  '}',
];

function printingOf(
  body: readonly Statement[],
  parameters: readonly string[],
  { used, routine }: Names,
  buffer: (own: string) => string,
): StatementPrinting {
  const taken = new Set([...parameters, ...namesIn(body), 'N']);
  return {
    buffer,
    routine,
    fresh: () => identifierOf('part', taken),
    helper: (helper) => (used.add(helper), `$${helper}`),
  };
}

/** The user's lines and what happens there. */
function commentOf({ sources, title }: LoopNest): string[] {
  const places = sources.slice(0, 3).map(sourceText).join(', ');
  const more = sources.length > 3 ? `, … (${sources.length} places)` : '';
  return [`// ${[`${places}${more}`, title].filter((x) => x !== '').join('  ')}`.replace(/[\r\n\u2028\u2029]/g, ' ')];
}
