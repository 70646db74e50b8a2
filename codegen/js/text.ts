/** A piece of JavaScript and how tightly its outermost operator binds, as ECMAScript's grammar orders them. */
export interface Text {
  readonly text: string;
  readonly binds: number;
  /** The outermost operator, where it is a binary one. */
  readonly operator?: string;
  /** The condition and the two branches, where it is a conditional. */
  readonly parts?: readonly [when: Text, then: Text, otherwise: Text];
}

export const binding = {
  conditional: 2,
  or: 3,
  and: 4,
  bitOr: 5,
  bitXor: 6,
  bitAnd: 7,
  equality: 8,
  relational: 9,
  shift: 10,
  additive: 11,
  multiplicative: 12,
  unary: 14,
  primary: 17,
} as const;

export const primary = (text: string): Text => ({ text, binds: binding.primary });

export const called = (name: string, ...args: readonly Text[]): Text =>
  primary(`${name}(${args.map(({ text }) => text).join(', ')})`);

const levels: Readonly<Record<string, number>> = {
  '||': binding.or,
  '&&': binding.and,
  '|': binding.bitOr,
  '^': binding.bitXor,
  '&': binding.bitAnd,
  '===': binding.equality,
  '!==': binding.equality,
  '<': binding.relational,
  '<=': binding.relational,
  '>=': binding.relational,
  '<<': binding.shift,
  '>>': binding.shift,
  '>>>': binding.shift,
  '+': binding.additive,
  '-': binding.additive,
  '*': binding.multiplicative,
  '/': binding.multiplicative,
  '%': binding.multiplicative,
};

/** a op b, with parentheses where the grammar needs them and where prettier adds them for readers. */
export function infix(operator: string, a: Text, b: Text): Text {
  const binds = levels[operator]!;
  const left = needsParentheses(a, operator, binds, false) ? `(${a.text})` : a.text;
  const right = needsParentheses(b, operator, binds, true) ? `(${b.text})` : b.text;
  return { text: `${left} ${operator} ${right}`, binds, operator };
}

function needsParentheses(x: Text, operator: string, binds: number, right: boolean): boolean {
  if (x.operator === undefined) return x.binds < binds;
  if (x.binds < binds) return true;
  // `a && (b && c)` and `a && b && c` are the same, so nobody writes the first.
  if (right && x.binds === binds) return binds !== binding.and && binds !== binding.or;
  if (x.binds === binds) {
    const mixes = x.operator !== operator;
    return (mixes && binds !== binding.additive) || binds === binding.equality || binds === binding.shift;
  }
  // Prettier sets off arithmetic inside bit operations and shifts, && inside ||, and % beside other operators.
  return (
    isBitwise(binds) ||
    (binds === binding.or && x.operator === '&&') ||
    (x.operator === '%' && binds === binding.additive)
  );
}

const isBitwise = (binds: number): boolean =>
  (binds >= binding.bitOr && binds <= binding.bitAnd) || binds === binding.shift;

/** `-x`; `-(-x)`, since `--x` is another operator. */
export const prefix = (operator: string, x: Text): Text => ({
  text:
    x.binds < binding.unary || (operator === '-' && x.text.startsWith('-'))
      ? `${operator}(${x.text})`
      : `${operator}${x.text}`,
  binds: binding.unary,
});

export function conditional(when: Text, then: Text, otherwise: Text): Text {
  // A chain reads on without parentheses: a ? b : c ? d : e.
  const text = `${branch(when)} ? ${branch(then)} : ${otherwise.text}`;
  return { text, binds: binding.conditional, parts: [when, then, otherwise] };
}

const branch = (x: Text): string => (x.binds <= binding.conditional ? `(${x.text})` : x.text);

/** Over several lines, all but the first of them indented: where one conditional breaks, those inside break with it. */
export function broken({ text, parts }: Text, indent: string): readonly string[] {
  if (!parts) return [text];
  const [when, ...branches] = parts;
  const lines = branches.flatMap((x, k) => {
    const [first, ...rest] = broken(x, `${indent}  `);
    return [`${indent}  ${k === 0 ? '?' : ':'} ${first}`, ...rest];
  });
  return [branch(when), ...lines];
}
