import { sourceText } from '../../../src/base/index.js';
import { nameOf, type Instruction, type Label, type Local, type Note, type Place } from './instruction.js';
import { opcodes } from './opcodes.js';
import { inert, textNames } from './wasmNames.js';

/** The identifiers that things are printed with. */
export interface TextNames {
  readonly local: (variable: Local) => string;
  readonly global: (name: string) => string;
  readonly callee: (name: string) => string;
  readonly segment: (name: string) => string;
  /** A new identifier for a block's label. */
  readonly fresh: (label: Label) => string;
}

type Labels = ReadonlyMap<Label, string>;

const width = 120;

/** Lines of statements, folded: an instruction with its operands inside its parentheses. */
export const printBody = (
  body: readonly Instruction[],
  indent: string,
  names: TextNames,
  labels: Labels = new Map(),
): readonly string[] =>
  body.flatMap((x) => [...noteLines(x.note, indent), ...printInstruction(x, indent, names, labels)]);

/** What is said above something: what it is, and the user's line. */
export const noteLines = (note: Note | undefined, indent: string): readonly string[] =>
  note ? [`${indent};; ${inert([note.source && sourceText(note.source), note.text].filter(Boolean).join('  '))}`] : [];

function printInstruction(x: Instruction, indent: string, names: TextNames, labels: Labels): readonly string[] {
  if (x.kind === 'comment') return [];
  if (x.kind === 'block') {
    const label = names.fresh(x.label);
    const body = printBody(x.body, `${indent}  `, names, new Map([...labels, [x.label, label]]));
    return closed([`${indent}(${x.name} ${label}${resultText(x)}`, ...body]);
  }
  if (x.kind === 'if') return printIf(x, indent, names, labels);
  const head = headOf(x, names, labels);
  const operands = x.operands.map((operand) => printInstruction(operand, `${indent}  `, names, labels));
  const oneLine = [`${indent}(${head}`, ...operands.map(([line]) => line!.trim())].join(' ');
  if (operands.every((lines) => lines.length === 1) && oneLine.length < width) return [`${oneLine})`];
  return closed([`${indent}(${head}`, ...operands.flat()]);
}

function printIf(
  x: Instruction & { readonly kind: 'if' },
  indent: string,
  names: TextNames,
  labels: Labels,
): readonly string[] {
  const way = (name: string, body: readonly Instruction[]): readonly string[] =>
    closed([`${indent}  (${name}`, ...printBody(body, `${indent}    `, names, labels)]);
  const condition = printInstruction(x.operands[0]!, `${indent}  `, names, labels);
  const otherwise = x.otherwise.length > 0 ? way('else', x.otherwise) : [];
  return closed([`${indent}(if${resultText(x)}`, ...condition, ...way('then', x.then), ...otherwise]);
}

const resultText = ({ type }: Instruction): string => (type === null ? '' : ` (result ${type})`);

/** The closing parenthesis stands behind the last line, or below it where that is a comment. */
function closed(lines: readonly string[]): readonly string[] {
  const last = lines.at(-1)!;
  if (last.trimStart().startsWith(';;')) return [...lines, `${/^ */.exec(lines[0]!)![0]})`];
  return [...lines.slice(0, -1), `${last})`];
}

/** The instruction without its operands. */
function headOf(x: Instruction, names: TextNames, labels: Labels): string {
  const name = nameOf(x);
  switch (x.kind) {
    case 'access':
      return `${name}${placeText(x.place, opcodes.access[x.name].width)}`;
    case 'accessLane':
      return `${name}${placeText(x.place, opcodes.accessLane[x.name].width)} ${x.lane}`;
    case 'lane':
      return `${name} ${x.lane}`;
    case 'shuffle':
      return `${name} ${x.bytes.join(' ')}`;
    case 'number':
      return `${name} ${numberText(x.type, x.value)}`;
    case 'long':
      return `${name} ${x.value}`;
    case 'vector': {
      const type = x.shape === 'f32x4' ? 'f32' : x.shape === 'f64x2' ? 'f64' : 'i32';
      return `${name} ${x.shape} ${x.lanes.map((lane) => numberText(type, lane)).join(' ')}`;
    }
    case 'local':
      return `${name} ${names.local(x.local)}`;
    case 'global':
      return `${name} ${names.global(x.global.name)}`;
    case 'segment':
      return `${name} ${names.segment(x.segment.name)}`;
    case 'call':
      return `${name} ${names.callee(x.callee.name)}`;
    case 'branch':
      return `${name} ${labels.get(x.label)}`;
    case 'plain':
    case 'bare':
    case 'block':
    case 'if':
    case 'comment':
      return name;
  }
}

/** Only what differs from what is meant without a word. */
const placeText = ({ offset, align }: Place, natural: number): string =>
  `${offset === 0 ? '' : ` offset=${offset}`}${align === natural ? '' : ` align=${align}`}`;

export function numberText(type: 'i32' | 'f32' | 'f64', value: number): string {
  if (type === 'i32') return String(value);
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0';
  return type === 'f64' ? String(value) : shortest(value);
}

/** The shortest decimal that is this f32, by a margin that leaves no doubt when it is rounded in one step or in two. */
function shortest(value: number): string {
  for (let digits = 1; digits <= 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if ([1 - 2 ** -40, 1, 1 + 2 ** -40].every((factor) => Math.fround(candidate * factor) === value))
      return String(candidate);
  }
  return String(value);
}

/** Labels of one function, each with an identifier of its own. */
export function freshLabels(): (label: Label) => string {
  const taken = new Set<string>();
  return ({ name }) => textNames([name], taken)[0]!;
}
