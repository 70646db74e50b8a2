import { changedVariable, duplicateName, typeText, type Source, type Type } from '../base/index.js';
import { input, type Tensor } from '../graph/index.js';
import type { Nested } from '../ops/index.js';
import { pathText } from './naming.js';

/** What a parameter starts from: a plain value for all of it, its values, or a tensor that the entry point `init` computes. */
export type Initializer = (shape: readonly number[]) => Initial;
export type Initial = number | boolean | Nested | Tensor;

/** A parameter or state as the user's code declared it. */
export interface Declared extends Type {
  readonly role: 'parameter' | 'state';
  readonly name: string;
  /** The name in parts: layers' names may hold the separator. */
  readonly path: readonly string[];
  readonly shape: readonly number[];
  readonly trainable: boolean;
  readonly initial: Initial | Initializer;
  readonly source: Source;
}

export interface Kept extends Declared {
  /** Stands for the value at the start of a call, in all entry points. */
  readonly leaf: Tensor;
}

/** The variables of a unit, shared by its traces: parameters are the same by name. */
export type Variables = Map<string, Kept>;

export function keep(variables: Variables, asked: Omit<Declared, 'name'>): Kept {
  const name = pathText(asked.path);
  const known = variables.get(name);
  if (!known) {
    const kept = { ...asked, name, leaf: input(name, asked, asked.source) };
    variables.set(name, kept);
    return kept;
  }
  if (known.path.join('\0') !== asked.path.join('\0'))
    throw duplicateName(name, 'variables', known.source, asked.source);
  const [before, now] = [describe(known), describe(asked)];
  if (before !== now) throw changedVariable(name, before, now, known.source, asked.source);
  return known;
}

const describe = (x: Omit<Declared, 'name'>): string =>
  `${x.role === 'parameter' ? `a ${x.trainable ? '' : 'fixed '}parameter` : 'a state'} ${typeText(x)}`;
