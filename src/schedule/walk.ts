import type { Statement, Value } from './loopNest.js';

/** The values of a statement itself, not of the statements inside it. */
export function valuesOf(s: Statement): readonly Value[] {
  switch (s.kind) {
    case 'loop':
      return [s.from, s.to];
    case 'store':
      return [s.at, s.value];
    case 'if':
      return [s.when];
    case 'let':
    case 'var':
    case 'assign':
      return [s.value];
    case 'call':
      return s.numbers;
  }
}

/** The values that a value is made of. */
export function partsOf(x: Value): readonly Value[] {
  switch (x.kind) {
    case 'number':
    case 'name':
    case 'extent':
      return [];
    case 'load':
      return [x.at];
    case 'call':
      return x.args;
    case 'cast':
      return [x.arg];
    case 'select':
      return [x.when, x.then, x.otherwise];
  }
}

/** The statements inside a statement. */
export const insideOf = (s: Statement): readonly Statement[] =>
  s.kind === 'loop' ? s.body : s.kind === 'if' ? s.then : [];
