import type { Statement, Value } from '../../src/schedule/index.js';
import { printStored, printValue, type Printing } from './values.js';

/** The width that prettier keeps lines within. */
export const width = 120;

export function printStatement(s: Statement, indent: string, printing: Printing): string[] {
  const value = (x: Value): string => printValue(x, printing).text;
  const inner = (body: readonly Statement[]): string[] =>
    body.flatMap((t) => printStatement(t, `${indent}  `, printing));
  switch (s.kind) {
    case 'loop': {
      const next = s.step === 1 ? `${s.name}++` : `${s.name} += ${s.step}`;
      const head = `for (let ${s.name} = ${value(s.from)}; ${s.name} < ${value(s.to)}; ${next}) {`;
      return [`${indent}${head}`, ...inner(s.body), `${indent}}`];
    }
    case 'let':
      return assignment(indent, `const ${s.name} =`, value(s.value));
    case 'var':
      return assignment(indent, `let ${s.name} =`, value(s.value));
    case 'assign':
      return printAssign(s, indent, printing);
    case 'store': {
      const element = `${printing.buffer(s.buffer)}[${value(s.at)}]`;
      return assignment(indent, `${element} =`, printStored(s.value, printing).text);
    }
    case 'if':
      return [`${indent}if (${value(s.when)}) {`, ...inner(s.then), `${indent}}`];
  }
}

/** On one line, or broken after the sign as prettier breaks it. */
function assignment(indent: string, left: string, right: string): string[] {
  const line = `${indent}${left} ${right};`;
  return line.length <= width ? [line] : [`${indent}${left}`, `${indent}  ${right};`];
}

/** `sum += x` for `sum = sum + x`. */
function printAssign(
  { name, value }: Extract<Statement, { kind: 'assign' }>,
  indent: string,
  printing: Printing,
): string[] {
  if (value.kind === 'call' && value.dtype === 'f32' && (value.fn === 'add' || value.fn === 'mul')) {
    const [first, second] = value.args;
    if (first?.kind === 'name' && first.name === name) {
      const operator = value.fn === 'add' ? '+=' : '*=';
      return assignment(indent, `${name} ${operator}`, printValue(second!, printing).text);
    }
  }
  return assignment(indent, `${name} =`, printValue(value, printing).text);
}
