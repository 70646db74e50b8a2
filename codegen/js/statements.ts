import { columnsOf } from '../../src/base/index.js';
import type { Statement, Value } from '../../src/schedule/index.js';
import { broken, infix, primary, type Text } from './text.js';
import { printStored, printValue, type Printing } from './values.js';

/** The width that prettier keeps lines within. */
export const width = 120;

/** How statements of one nest are printed. */
export interface StatementPrinting extends Printing {
  /** A name that nothing in the nest has. */
  readonly fresh: () => string;
  readonly routine: (name: string) => string;
}

export function printStatement(s: Statement, indent: string, printing: StatementPrinting): string[] {
  const value = (x: Value): string => printValue(x, printing).text;
  const inner = (body: readonly Statement[]): string[] =>
    body.flatMap((t) => printStatement(t, `${indent}  `, printing));
  switch (s.kind) {
    case 'loop': {
      const next = s.step === 1 ? `${s.name}++` : `${s.name} += ${s.step}`;
      const goesOn = infix('<', primary(s.name), printValue(s.to, printing)).text;
      const head = `for (let ${s.name} = ${value(s.from)}; ${goesOn}; ${next}) {`;
      return [`${indent}${head}`, ...inner(s.body), `${indent}}`];
    }
    case 'let':
      return assignment(indent, `const ${s.name} =`, s.value, printing);
    case 'var':
      return assignment(indent, `let ${s.name} =`, s.value, printing);
    case 'assign':
      return printAssign(s, indent, printing);
    case 'store': {
      const at = shortened(s.at, indent, printing, `${printing.buffer(s.buffer)}[`.length + 24);
      const element = `${printing.buffer(s.buffer)}[${value(at.value)}]`;
      return [...at.lines, ...storing(indent, `${element} =`, s.value, printing)];
    }
    case 'if': {
      const when = shortened(s.when, indent, printing, 8);
      return [...when.lines, `${indent}if (${value(when.value)}) {`, ...inner(s.then), `${indent}}`];
    }
    case 'call':
      return withList(
        `${printing.routine(s.routine)}(`,
        [...s.memory.map(printing.buffer), ...s.numbers.map(value)],
        ');',
        indent,
      );
  }
}

/** A comma-separated list on one line, or an item a line where it is too long. */
export function withList(head: string, items: readonly string[], tail: string, indent: string): string[] {
  const line = `${indent}${head}${items.join(', ')}${tail}`;
  if (columnsOf(line) <= width) return [line];
  return [`${indent}${head}`, ...items.map((item) => `${indent}  ${item},`), `${indent}${tail}`];
}

type Print = (x: Value, printing: Printing) => Text;

/** A condition that is too long to be turned into a number in passing gets a name first. */
function storing(indent: string, left: string, x: Value, printing: StatementPrinting): string[] {
  const isLong = columnsOf(`${indent}${left} ${printStored(x, printing).text};`) > width;
  if (x.dtype !== 'bool' || !isLong) return assignment(indent, left, x, printing, printStored);
  const name = printing.fresh();
  const named: Value = { kind: 'name', dtype: 'bool', name };
  return [
    ...assignment(indent, `const ${name} =`, x, printing),
    ...assignment(indent, left, named, printing, printStored),
  ];
}

/** On one line; parts of a value that is too long for it get lines and names of their own. */
function assignment(
  indent: string,
  left: string,
  x: Value,
  printing: StatementPrinting,
  print: Print = printValue,
): string[] {
  const { lines, value } = shortened(x, indent, printing, columnsOf(left) + 2, print);
  const line = `${indent}${left} ${print(value, printing).text};`;
  if (columnsOf(line) <= width) return [...lines, line];
  if (value.kind === 'select' && value.when.kind === 'name') {
    const [first, ...rest] = broken(print(value, printing), indent);
    const chosen = [`${indent}${left} ${first}`, ...rest.slice(0, -1), `${rest.at(-1)};`];
    const fits = chosen.every((text) => columnsOf(text) <= width);
    return [...lines, ...(fits ? chosen : choosing(indent, left, value, printing, print))];
  }
  return [...lines, `${indent}${left}`, `${indent}  ${print(value, printing).text};`];
}

/** Where a branch alone is too long for a line: a statement each, so that their parts get names behind the condition. */
function choosing(
  indent: string,
  left: string,
  { when, then, otherwise, dtype }: Extract<Value, { kind: 'select' }>,
  printing: StatementPrinting,
  print: Print,
): string[] {
  const name = printing.fresh();
  const branch = (x: Value): string[] => assignment(`${indent}  `, `${name} =`, x, printing);
  return [
    `${indent}let ${name};`,
    `${indent}if (${printValue(when, printing).text}) {`,
    ...branch(then),
    `${indent}} else {`,
    ...branch(otherwise),
    `${indent}}`,
    `${indent}${left} ${print({ kind: 'name', dtype, name }, printing).text};`,
  ];
}

interface Shortened {
  readonly lines: readonly string[];
  readonly value: Value;
}

/** Names the longest operands, where they may be evaluated before the whole, until the value fits beside `taken` characters. */
function shortened(
  x: Value,
  indent: string,
  printing: StatementPrinting,
  taken: number,
  print: Print = printValue,
): Shortened {
  const lines: string[] = [];
  let value = x;
  while (indent.length + taken + columnsOf(print(value, printing).text) > width) {
    const operands = eagerOperands(value).filter((y) => y.kind !== 'name' && y.kind !== 'number');
    const longest = operands.reduce<Value | null>(
      (a, b) => (a && printValue(a, printing).text.length >= printValue(b, printing).text.length ? a : b),
      null,
    );
    if (!longest) break;
    const name = printing.fresh();
    lines.push(...assignment(indent, `const ${name} =`, longest, printing));
    value = replaced(value, longest, { kind: 'name', dtype: longest.dtype, name });
  }
  return { lines, value };
}

/** Operands that are evaluated whatever happens: not what a condition may guard, in a select, an `and` or an `or`. */
function eagerOperands(x: Value): readonly Value[] {
  if (x.kind === 'call') return x.args[0]?.dtype === 'bool' ? x.args.slice(0, 1) : x.args;
  if (x.kind === 'cast') return [x.arg];
  return x.kind === 'select' ? [x.when] : x.kind === 'load' ? [x.at] : [];
}

function replaced(x: Value, from: Value, to: Value): Value {
  const swap = (y: Value): Value => (y === from ? to : y);
  if (x.kind === 'call') return { ...x, args: x.args.map(swap) };
  if (x.kind === 'cast') return { ...x, arg: swap(x.arg) };
  if (x.kind === 'select') return { ...x, when: swap(x.when) };
  return x.kind === 'load' ? { ...x, at: swap(x.at) } : x;
}

/** `sum += x` for `sum = sum + x`. */
function printAssign(s: Extract<Statement, { kind: 'assign' }>, indent: string, printing: StatementPrinting): string[] {
  const { name, value } = s;
  if (value.kind === 'call' && value.dtype === 'f32' && (value.fn === 'add' || value.fn === 'mul')) {
    const [first, second] = value.args;
    if (first?.kind === 'name' && first.name === name) {
      return assignment(indent, `${name} ${value.fn === 'add' ? '+=' : '*='}`, second!, printing);
    }
  }
  return assignment(indent, `${name} =`, value, printing);
}

/** Every name that a nest's statements define. */
export function namesIn(body: readonly Statement[]): string[] {
  return body.flatMap((s) => {
    if (s.kind === 'loop') return [s.name, ...namesIn(s.body)];
    if (s.kind === 'if') return namesIn(s.then);
    return s.kind === 'let' || s.kind === 'var' ? [s.name] : [];
  });
}
