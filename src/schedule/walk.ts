import type { Lanes, Statement, Value } from './loopNest.js';

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
    case 'splat':
    case 'fold':
      return [x.arg];
    case 'ramp':
      return [x.from];
    case 'lanes':
      return x.args;
  }
}

/** The statements inside a statement. */
export const insideOf = (s: Statement): readonly Statement[] =>
  s.kind === 'loop' ? s.body : s.kind === 'if' ? s.then : [];

/** Statements and those inside them, from the outside in. */
export function everyStatement(body: readonly Statement[], into: Statement[] = []): Statement[] {
  for (const s of body) {
    into.push(s);
    everyStatement(insideOf(s), into);
  }
  return into;
}

/** A value and all that it is made of, from the outside in. */
export const everyValue = (x: Value): Value[] => addValues(x, []);

function addValues(x: Value, into: Value[]): Value[] {
  into.push(x);
  for (const part of partsOf(x)) addValues(part, into);
  return into;
}

/** The values of statements and of those inside them, and all that they are made of. */
export function valuesWithin(body: readonly Statement[], into: Value[] = []): Value[] {
  for (const s of body) {
    for (const x of valuesOf(s)) addValues(x, into);
    valuesWithin(insideOf(s), into);
  }
  return into;
}

/** Whether a value, or anything that it is made of, is such a one. */
export const someValue = (x: Value, is: (part: Value) => boolean): boolean =>
  is(x) || partsOf(x).some((part) => someValue(part, is));

/** Whether a value reads what only a condition around it keeps inside its buffer. */
export const readsGuarded = (x: Value): boolean => someValue(x, (y) => y.kind === 'load' && y.guarded === true);

/** Whether a value is a vector. */
export function lanesOf(x: Value): Lanes {
  switch (x.kind) {
    case 'name':
    case 'load':
      return x.lanes ?? 1;
    case 'splat':
    case 'ramp':
    case 'lanes':
      return 4;
    case 'call':
      return lanesOf(x.args[0]!);
    case 'cast':
      return lanesOf(x.arg);
    case 'select':
      return lanesOf(x.then);
    case 'number':
    case 'extent':
    case 'fold':
      return 1;
  }
}

/** The value with each of its parts replaced. */
export function withParts(x: Value, replace: (part: Value) => Value): Value {
  switch (x.kind) {
    case 'number':
    case 'name':
    case 'extent':
      return x;
    case 'load':
      return { ...x, at: replace(x.at) };
    case 'call':
    case 'lanes':
      return { ...x, args: x.args.map(replace) };
    case 'cast':
    case 'splat':
    case 'fold':
      return { ...x, arg: replace(x.arg) };
    case 'ramp':
      return { ...x, from: replace(x.from) };
    case 'select':
      return { ...x, when: replace(x.when), then: replace(x.then), otherwise: replace(x.otherwise) };
  }
}

/** Statements with each of their values replaced, those of statements inside them too. */
export function withValues(body: readonly Statement[], replace: (x: Value) => Value): Statement[] {
  return body.map((s): Statement => {
    switch (s.kind) {
      case 'loop':
        return { ...s, from: replace(s.from), to: replace(s.to), body: withValues(s.body, replace) };
      case 'store':
        return { ...s, at: replace(s.at), value: replace(s.value) };
      case 'if':
        return { ...s, when: replace(s.when), then: withValues(s.then, replace) };
      case 'let':
      case 'var':
      case 'assign':
        return { ...s, value: replace(s.value) };
      case 'call':
        return { ...s, numbers: s.numbers.map(replace) };
    }
  });
}

/** Statements with other names. */
export function renamed(body: readonly Statement[], names: ReadonlyMap<string, string>): Statement[] {
  const rename = (x: Value): Value =>
    x.kind === 'name' ? { ...x, name: names.get(x.name) ?? x.name } : withParts(x, rename);
  const withNames = (list: readonly Statement[]): Statement[] =>
    list.map((s) => {
      if (s.kind === 'loop') return { ...s, body: withNames(s.body) };
      if (s.kind === 'if') return { ...s, then: withNames(s.then) };
      return 'name' in s ? { ...s, name: names.get(s.name) ?? s.name } : s;
    });
  return names.size === 0 ? [...body] : withNames(withValues(body, rename));
}
