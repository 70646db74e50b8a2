import type { Tensor } from '../graph/index.js';
import { hole, type Hole, type Pattern } from './pattern.js';

type Holes<K extends string> = Readonly<Record<K, Hole>>;
export type Bound<K extends string> = Readonly<Record<K, Tensor>>;

/** Operands for the test of a rule: what is said of a hole; f32 of shape [3, 4] with elements in [-2, 2] where silent. */
export interface Trial {
  readonly dtype?: Tensor['dtype'];
  readonly shape?: readonly number[];
  readonly domain?: readonly [number, number];
}

export interface Limits<K extends string> {
  /** A condition on what was found: attributes, dtypes, shapes, known values. */
  readonly where?: (found: Bound<K>, at: Tensor) => boolean;
  /** The rule's domain, hole by hole; also what its test draws from. */
  readonly on?: Readonly<Partial<Record<K, Trial>>>;
  /** A left side for the test, where the pattern alone does not tell one (attributes, constants, conditions). */
  readonly example?: (given: Bound<K>) => Tensor;
}

/** An equation, used from left to right. */
export interface Rule {
  /** The equation in words; the reason that `inspect` prints and the title of the test. */
  readonly says: string;
  readonly holes: readonly string[];
  readonly left: Pattern;
  /** null: not here after all. */
  readonly right: (found: Bound<string>, at: Tensor) => Tensor | number | null;
  readonly limits: Limits<string>;
}

/** `rule('x + 0 = x', ['x'], ({ x }) => p.add(x, 0), ({ x }) => x)`. The right side is ordinary builders. */
export function rule<K extends string>(
  says: string,
  holes: readonly K[],
  left: (holes: Holes<K>) => Pattern,
  right: (found: Bound<K>, at: Tensor) => Tensor | number | null,
  limits: Limits<K> = {},
): Rule {
  const made = Object.fromEntries(holes.map((name) => [name, hole(name)])) as unknown as Holes<K>;
  return { says, holes, left: left(made), right: right as Rule['right'], limits: limits as Limits<string> };
}
