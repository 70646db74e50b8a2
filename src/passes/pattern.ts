import type { Tensor } from '../graph/index.js';
import { scalarOf } from './known.js';

/** The ops that rules speak of. */
export type Primitive =
  | (
      | 'abs'
      | 'add'
      | 'and'
      | 'broadcast'
      | 'cast'
      | 'concat'
      | 'contract'
      | 'cosh'
      | 'div'
      | 'equal'
      | 'exp'
      | 'expm1'
      | 'gather'
    )
  | ('less' | 'lessEqual' | 'log' | 'log1p' | 'maximum' | 'minimum' | 'mul' | 'neg' | 'not' | 'or' | 'pad' | 'pow')
  | (
      | 'reduceMax'
      | 'reduceMin'
      | 'reduceSum'
      | 'reshape'
      | 'reverse'
      | 'scatterAdd'
      | 'select'
      | 'sigmoid'
      | 'sinh'
      | 'slice'
      | 'softplus'
      | 'sqrt'
    )
  | ('stopGradient' | 'sub' | 'tanh' | 'transpose' | 'windowMax' | 'xor');

/** What a rule's left side is made of. */
export type Pattern =
  | { readonly kind: 'hole'; readonly name: string; readonly of?: Pattern }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'op'; readonly op: string; readonly inputs: readonly Pattern[] };

/** A hole matches any tensor, the same one wherever it stands; `hole.is(pattern)` also looks inside what it matches. */
export type Hole = Pattern & { readonly is: (pattern: Pattern) => Pattern };

export const hole = (name: string): Hole => ({ kind: 'hole', name, is: (of) => ({ kind: 'hole', name, of }) });

const lift = (x: Pattern | number): Pattern => (typeof x === 'number' ? { kind: 'number', value: x } : x);

type PatternOf = (...inputs: readonly (Pattern | number)[]) => Pattern;

/**
 * Patterns by the ops' own names: `p.mul(p.exp(x), 1)`. A number matches a constant of that value, broadcast or not.
 * Attributes always match: a rule names the tensor by a hole and asks for them in `where`.
 */
export const p = new Proxy({} as Readonly<Record<Primitive, PatternOf>>, {
  get:
    (_, op: string): PatternOf =>
    (...inputs) => ({ kind: 'op', op, inputs: inputs.map(lift) }),
});

/** What the holes of a pattern were found to be. */
export type Found = Readonly<Record<string, Tensor>>;

const commutative: ReadonlySet<string> = new Set<Primitive>([
  'add',
  'mul',
  'maximum',
  'minimum',
  'equal',
  'and',
  'or',
  'xor',
]);

type Then = (found: Found) => Found | null;

/** The first way in which the pattern fits and `then` agrees; operands of commutative ops are tried both ways. */
export function match(pattern: Pattern, t: Tensor, found: Found, then: Then): Found | null {
  switch (pattern.kind) {
    case 'number':
      return scalarOf(t) === pattern.value ? then(found) : null;
    case 'hole': {
      const known = found[pattern.name];
      if (known) return known === t ? then(found) : null;
      const bound = { ...found, [pattern.name]: t };
      return pattern.of ? match(pattern.of, t, bound, then) : then(bound);
    }
    case 'op': {
      if (t.node.op.name !== pattern.op || t.node.op.opaque) return null;
      const { inputs } = t.node;
      const straight = matchAll(pattern.inputs, inputs, 0, found, then);
      if (straight || !commutative.has(pattern.op)) return straight;
      return matchAll(pattern.inputs, [inputs[1]!, inputs[0]!], 0, found, then);
    }
  }
}

function matchAll(
  patterns: readonly Pattern[],
  ts: readonly Tensor[],
  from: number,
  found: Found,
  then: Then,
): Found | null {
  const pattern = patterns[from];
  if (!pattern) return ts.length === from ? then(found) : null;
  const t = ts[from];
  return t ? match(pattern, t, found, (more) => matchAll(patterns, ts, from + 1, more, then)) : null;
}
