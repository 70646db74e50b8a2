import { beside } from './beside.js';
import { foldsOf, type FoldedRegister } from './folds.js';
import type { Lanes, Statement, Value } from './loopNest.js';
import { numberValue } from './scope.js';
import { wholeSteps } from './wholeSteps.js';
import { everyStatement, lanesOf } from './walk.js';

type Loop = Extract<Statement, { kind: 'loop' }>;

/**
 * A loop that only folds, with so many (2, 4 …) of its iterations at once, each into registers of its own: what one adds
 * does not wait for the one before. They are joined at the end, always in the same order; what is left over comes behind.
 * The loop as it is where its registers change in another way, or where it does not start at 0.
 */
export function inChains(loop: Loop, count: number, fresh: (base: string) => string): Statement[] {
  const folds = foldsOf(loop.body);
  const isFromZero = loop.from.kind === 'number' && loop.from.value === 0;
  if (count < 2 || !folds || !isFromZero) return [loop];
  const lanes = lanesIn(loop.body);
  const own = folds.map((fold): Chains => ({
    ...fold,
    lanes: lanes.get(fold.name)!,
    names: Array.from({ length: count }, (_, k) => (k === 0 ? fold.name : fresh(fold.name))),
  }));
  const places = Array.from({ length: count }, (_, k) => ({
    by: k * loop.step,
    names: new Map(own.map(({ name, names }) => [name, names[k]!])),
  }));
  const step = count * loop.step;
  const whole = wholeSteps(loop.to, step);
  return [
    ...own.flatMap(starts),
    { ...loop, to: whole, step, body: beside(loop.body, loop.name, places, fresh) },
    ...own.map((fold): Statement => ({ kind: 'assign', name: fold.name, value: joined(fold, fold.names) })),
    ...(whole === loop.to ? [] : [{ ...loop, from: whole }]),
  ];
}

type Chains = FoldedRegister & { readonly lanes: Lanes; readonly names: readonly string[] };

const lanesIn = (body: readonly Statement[]): Map<string, Lanes> =>
  new Map(everyStatement(body).flatMap((s) => (s.kind === 'assign' ? [[s.name, lanesOf(s.value)] as const] : [])));

const starts = ({ dtype, identity, lanes, names }: Chains): Statement[] => {
  const start = numberValue(identity, dtype);
  const value: Value = lanes === 1 ? start : { kind: 'splat', dtype, arg: start };
  return names.slice(1).map((name) => ({ kind: 'var', name, value }));
};

/** Each half by itself, then both: what a processor can do beside each other. */
function joined({ dtype, fn, lanes }: Pick<Chains, 'dtype' | 'fn' | 'lanes'>, names: readonly string[]): Value {
  const [first] = names;
  if (names.length === 1) return { kind: 'name', dtype, name: first!, lanes };
  const half = names.length / 2;
  const args = [names.slice(0, half), names.slice(half)].map((part) => joined({ dtype, fn, lanes }, part));
  return { kind: 'call', dtype, fn, args, exact: fn !== 'add' && fn !== 'mul' };
}
