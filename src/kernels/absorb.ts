import { freeAxes, inOrder, substitute, type Expr } from '../expr/index.js';
import type { Tensor } from '../graph/index.js';
import type { PrefixMeaning } from './alone.js';
import { computationOf, renumbered, type Computation, type Load, type Lowered, type Made } from './lower.js';
import { valueAt } from './point.js';

/**
 * A running combination computes what it combines, where it alone reads that, and each element once: instead of a tensor that is
 * written and read again. Where numbers are checked, floats are made as well, to be looked at: results stay the same to the bit.
 */
export function absorb(
  lowered: Lowered,
  needed: ReadonlySet<Tensor>,
  isLookedAt: (tensor: Tensor) => boolean,
): Lowered {
  const { computations, maker, tensorOf } = lowered;
  const waitedFor = new Set(computations.flatMap((c) => c.after));
  const loads = computations.flatMap((c) => c.loads);
  const absorbed = new Set<Computation>();
  const producerOf = (load: Load, alone: PrefixMeaning): Computation | undefined => {
    const producer = maker.get(load.tensor);
    const isOnly = loads.filter(({ tensor }) => tensor === load.tensor).length === 1 && !needed.has(load.tensor);
    const isPlain = producer && !producer.alone && producer.made.length === 1 && producer.reduced.length === 0;
    const waits = producer && (producer.after.length > 0 || waitedFor.has(producer));
    return isPlain && isOnly && !waits && readsEachOnce(load, alone) ? producer : undefined;
  };
  const renewed = computations.map((c) => {
    let now = c;
    for (;;) {
      const alone = now.alone?.form === 'prefix' ? now.alone : null;
      const found = alone && now.loads.find((load) => producerOf(load, alone));
      if (!alone || !found) return now;
      const producer = producerOf(found, alone)!;
      absorbed.add(producer);
      const [made] = producer.made as readonly [Made];
      const values = alone.values.map((value) =>
        substitute(value, new Map(), (x) => (tensorOf(x.from) === found.tensor ? valueAt(made, x.index) : x)),
      );
      now = computationOf({ ...now, alone: { ...alone, values } }, now.id, tensorOf);
    }
  });
  if (absorbed.size === 0) return lowered;
  const read = new Set<Tensor>();
  const kept = [...renewed].reverse().filter((now) => {
    const isMade =
      !absorbed.has(computations[now.id]!) || now.made.some(({ tensor }) => read.has(tensor) || isLookedAt(tensor));
    if (isMade) now.loads.forEach(({ tensor }) => read.add(tensor));
    return isMade;
  });
  return { ...lowered, ...renumbered(kept.reverse()) };
}

/** Whether no element is read for two points: every axis that there is moves on an axis of its own. */
function readsEachOnce({ index }: Load, { axes }: PrefixMeaning): boolean {
  const moving = index.map((part) => [...freeAxes(part)]).filter((of) => of.length > 0);
  const isStep = (x: Expr): boolean =>
    ['axis', 'constant', 'extent'].includes(x.kind) || (x.kind === 'call' && ['add', 'sub', 'neg'].includes(x.fn));
  return (
    moving.every((of) => of.length === 1) && new Set(moving.flat()).size === axes.length && inOrder(index).every(isStep)
  );
}
