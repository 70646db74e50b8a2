import { affine, unreachable, type DType, type Extent } from '../../src/base/index.js';
import type { Value } from '../../src/schedule/index.js';
import { functions, type HelperName } from './functions.js';
import { binding, called, conditional, infix, primary, type Text } from './text.js';

/** The names that a nest's values are printed with. */
export interface Printing {
  /** The variable that a buffer or scratch memory is held in. */
  readonly buffer: (name: string) => string;
  readonly helper: (name: HelperName) => string;
}

export function printValue(x: Value, printing: Printing): Text {
  const visit = (y: Value): Text => printValue(y, printing);
  switch (x.kind) {
    case 'number':
      return printNumber(x.value, x.dtype);
    case 'name':
      return primary(x.name);
    case 'extent':
      return printExtent(x.extent);
    case 'load': {
      const element = primary(`${printing.buffer(x.buffer)}[${visit(x.at).text}]`);
      return x.dtype === 'bool' ? infix('!==', element, primary('0')) : element;
    }
    case 'call':
      return functions[x.fn](x.args.map(visit), { operand: x.args[0]!.dtype, exact: x.exact, helper: printing.helper });
    case 'cast':
      return printCast(visit(x.arg), x.arg.dtype, x.dtype, printing);
    case 'select':
      return conditional(visit(x.when), visit(x.then), visit(x.otherwise));
    case 'splat':
    case 'ramp':
    case 'lanes':
    case 'fold':
      return unreachable('a target without lanes is given no vectors');
  }
}

/** What is stored: bools are 0 and 1 in memory. */
export const printStored = (x: Value, printing: Printing): Text => {
  const text = printValue(x, printing);
  return x.dtype === 'bool' ? conditional(text, primary('1'), primary('0')) : text;
};

function printNumber(value: number, dtype: DType): Text {
  if (dtype === 'bool') return primary(value !== 0 ? 'true' : 'false');
  const text = Object.is(value, -0) ? '-0' : String(value).replace('e+', 'e');
  return value < 0 || Object.is(value, -0) ? { text, binds: binding.unary } : primary(text);
}

export function printExtent(extent: Extent): Text {
  const { n, plus } = affine(extent);
  const head = n === 1 ? primary('N') : infix('*', primary(String(n)), primary('N'));
  if (n === 0) return primary(String(plus));
  return plus === 0 ? head : infix(plus > 0 ? '+' : '-', head, primary(String(Math.abs(plus))));
}

function printCast(x: Text, from: DType, to: DType, { helper }: Printing): Text {
  if (from === to) return x;
  if (from === 'bool') return conditional(x, primary('1'), primary('0'));
  if (to === 'bool') return infix('!==', x, primary('0'));
  if (to === 'f32') return x;
  if (from === 'f32') return called(helper(to === 'i32' ? 'toInt32' : 'toUint32'), x);
  // Integers become each other as two's complement (the op's docstring says so), as in NumPy.
  return to === 'i32' ? infix('|', x, primary('0')) : infix('>>>', x, primary('0'));
}
