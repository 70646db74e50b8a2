import { at, unknownName } from '../../base/index.js';
import { currentSource } from '../../graph/index.js';
import type { Initializer } from '../../model/index.js';
import { orthogonal } from './orthogonal.js';
import { constant, identity, ones, zeros } from './plain.js';
import { randomNormal, randomUniform, truncatedNormal } from './random.js';
import {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  varianceScaling,
} from './varianceScaling.js';

/** Initializers that a name is enough for. */
const named = {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  identity,
  lecunNormal,
  lecunUniform,
  ones,
  orthogonal,
  randomNormal,
  randomUniform,
  truncatedNormal,
  varianceScaling,
  zeros,
} as const satisfies Readonly<Record<string, () => Initializer>>;

/** The names that `initializer` options take, each as its function without options. */
export type InitializerName = keyof typeof named;

/** All initializers, as one object: a model file's own names stay free. */
export const initializers = { ...named, constant } as const;

export function initializerOf(asked: InitializerName | Initializer): Initializer {
  if (typeof asked !== 'string') return asked;
  if (Object.hasOwn(named, asked)) return named[asked]();
  throw at(unknownName('initializer', asked, Object.keys(named)), currentSource());
}
