import { exactCall, numberValue, type Statement, type Value } from '../../../src/schedule/index.js';

type Loop = Extract<Statement, { kind: 'loop' }>;

/** An address in a loop: `start + constant` in the first iteration, `step` more in each further one. */
export interface Motion {
  /** Null stands for 0. */
  readonly start: Value | null;
  readonly constant: number;
  readonly step: Value | null;
}

const still: Motion = { start: null, constant: 0, step: null };

/** How addresses move in a loop; null for those that move in another way. */
export function motionsIn({ name, from, step, body }: Loop): (at: Value) => Motion | null {
  const defined = new Map<string, Value>();
  const changing = new Set<string>();
  const collect = (s: Statement): void => {
    if (s.kind === 'let') defined.set(s.name, s.value);
    if (s.kind === 'var' || s.kind === 'assign') changing.add(s.name);
    if (s.kind === 'if') s.then.forEach(collect);
  };
  body.forEach(collect);
  const known = new Map<string, Motion | null>();
  const ofName = (called: string, value: Value): Motion | null => {
    if (!known.has(called)) known.set(called, motionOf(value));
    return known.get(called)!;
  };
  const motionOf = (x: Value): Motion | null => {
    if (x.kind === 'number') return { ...still, constant: x.value };
    if (x.kind === 'extent') return { ...still, start: x };
    if (x.kind === 'name') {
      if (x.name === name) return fromNumber(from, numberValue(step));
      const value = defined.get(x.name);
      if (value) return ofName(x.name, value);
      return changing.has(x.name) ? null : { ...still, start: x };
    }
    if (x.kind !== 'call' || !x.exact || (x.fn !== 'add' && x.fn !== 'mul') || x.dtype !== 'i32') return null;
    const [a, b] = x.args.map(motionOf);
    if (!a || !b) return null;
    if (x.fn === 'add')
      return { start: plus(a.start, b.start), constant: a.constant + b.constant, step: plus(a.step, b.step) };
    return scaled(a, b) ?? scaled(b, a);
  };
  return motionOf;
}

const fromNumber = (from: Value, step: Value): Motion =>
  from.kind === 'number' ? { start: null, constant: from.value, step } : { start: from, constant: 0, step };

const plus = (a: Value | null, b: Value | null): Value | null => (a && b ? exactCall('add', [a, b]) : (a ?? b));

/** A motion so many times, if the factor does not move. */
function scaled(motion: Motion, { start, constant, step }: Motion): Motion | null {
  if (step !== null || (start !== null && constant !== 0)) return null;
  const times = (x: Value | null): Value | null => {
    if (!x) return null;
    if (start) return x.kind === 'number' && x.value === 1 ? start : exactCall('mul', [x, start]);
    if (x.kind === 'number') return numberValue(x.value * constant);
    return constant === 1 ? x : exactCall('mul', [x, numberValue(constant)]);
  };
  if (!start) return { start: times(motion.start), constant: motion.constant * constant, step: times(motion.step) };
  const fixed = motion.constant === 0 ? null : times(numberValue(motion.constant));
  return { start: plus(times(motion.start), fixed), constant: 0, step: times(motion.step) };
}
