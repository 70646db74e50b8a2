import { columnsOf } from '../../src/base/index.js';

/** Code whose line breaks are still open. */
export type Code = string | Group | readonly Code[];

/** A bracketed list: on one line where it fits, else an item a line. */
export interface Group {
  readonly open: string;
  readonly close: string;
  readonly items: readonly Code[];
  /** Spaces inside the brackets on one line, as an object has them. */
  readonly spaced?: boolean;
  /** Always an item a line. */
  readonly tall?: boolean;
  /** As many items on each line as fit: how numbers are printed. */
  readonly filled?: boolean;
}

const width = 120;

export const object = (entries: readonly Code[], open = '{', close = '}'): Group => ({
  open,
  close,
  items: entries,
  spaced: true,
});

export const call = (head: string, args: readonly Code[]): Group => ({ open: `${head}(`, close: ')', items: args });

/** An array; of objects always tall, as prettier has it. */
export function array(items: readonly Code[], open = '[', close = ']'): Group {
  const tall = items.length > 1 && items.every((item) => isGroup(item) && item.items.length > 1);
  return { open, close, items, tall };
}

/** An array of numbers, each given as its value. */
export function numbers(values: readonly number[], open = '[', close = ']'): Group {
  return { open, close, items: values.map(numberText), filled: values.every(Number.isFinite) };
}

export const numberText = (value: number): string => (Object.is(value, -0) ? '-0' : String(value).replace('e+', 'e'));

/** `key: value` */
export const property = (key: string, value: Code): Code => [`${key}: `, value];

/** A string that is too long stands on a line of its own; not below a key so short that little would be won. */
const breaksAfter = (head: Code | undefined, value: Code): value is string =>
  typeof head === 'string' && head.length >= 'shape: '.length && typeof value === 'string' && /^['"]/.test(value);

const isGroup = (code: Code): code is Group => typeof code === 'object' && 'open' in code;

/** The code as prettier would print it at this column; `after` characters follow on its last line. */
export function layOut(code: Code, indent = 0, column = indent, after = 0): string {
  if (typeof code === 'string') return code;
  if (!isGroup(code)) return layOutAll(code, indent, column, after);
  const line = flat(code);
  if (line !== null && column + columnsOf(line) + after <= width) return line;
  const inner = ' '.repeat(indent + 2);
  const lines = code.filled
    ? filledLines(
        code.items.map((item) => flat(item) ?? ''),
        indent + 2,
      )
    : code.items.map((item) => `${inner}${layOut(item, indent + 2, indent + 2, 1)},`);
  return [code.open, ...lines, `${' '.repeat(indent)}${code.close}`].join('\n');
}

function layOutAll(parts: readonly Code[], indent: number, column: number, after: number): string {
  let text = '';
  parts.forEach((part, k) => {
    const at = (text.includes('\n') ? 0 : column) + columnsOf(text.slice(text.lastIndexOf('\n') + 1));
    const rest = parts.slice(k + 1).reduce((sum: number, next) => sum + columnsOf(flat(next) ?? ''), after);
    if (breaksAfter(parts[k - 1], part) && at + columnsOf(part) + rest > width)
      text = `${text.trimEnd()}\n${' '.repeat(indent + 2)}${part}`;
    else text += layOut(part, indent, at, rest);
  });
  return text;
}

/** The last number may reach the margin: its comma comes after prettier has measured it. */
function filledLines(items: readonly string[], indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  items.forEach((item, k) => {
    const comma = k === items.length - 1 ? 0 : 1;
    if (line !== '' && indent + columnsOf(line) + 1 + columnsOf(item) + comma > width) {
      lines.push(line);
      line = '';
    }
    line += `${line === '' ? '' : ' '}${item},`;
  });
  return [...lines, line].map((text) => ' '.repeat(indent) + text);
}

/** On one line, or null where it has to be tall. */
function flat(code: Code): string | null {
  if (typeof code === 'string') return code;
  if (!isGroup(code)) {
    const parts = code.map(flat);
    return parts.includes(null) ? null : parts.join('');
  }
  const items = code.items.map(flat);
  if (code.tall || items.includes(null)) return null;
  const space = code.spaced && items.length > 0 ? ' ' : '';
  return `${code.open}${space}${items.join(', ')}${space}${code.close}`;
}
