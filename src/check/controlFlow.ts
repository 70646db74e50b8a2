import { cond, scan, whileLoop } from '../autodiff/index.js';
import { range, sameShape, type Shape } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import {
  add,
  broadcastTo,
  cast,
  constant,
  less,
  matmul,
  maximum,
  mul,
  sigmoid,
  sin,
  stopGradient,
  sub,
  sum,
  swapaxes,
  tanh,
} from '../ops/index.js';

// Random loops and branches over tensors that are there, as users write them.

type Random = () => number;

const pick = <T>(list: readonly T[], random: Random): T => list[Math.floor(random() * list.length)]!;

const unaries: readonly ((x: Tensor) => Tensor)[] = [tanh, sigmoid, sin, (x) => mul(x, 0.7), (x) => sub(1, x)];
const binaries: readonly ((a: Tensor, b: Tensor) => Tensor)[] = [add, mul, sub, maximum, (a, b) => tanh(mul(a, b))];

/** A function of tensors of one shape, in about `size` steps. */
function body(given: readonly Tensor[], random: Random, size: number): Tensor {
  const pool = [...given];
  for (let k = 0; k < size; k++) {
    const kind = random();
    const x = pick(pool, random);
    if (kind < 0.35) pool.push(pick(unaries, random)(x));
    else if (kind < 0.85) pool.push(pick(binaries, random)(x, pick(pool, random)));
    else pool.push(kind < 0.93 ? shared(x) : mixed(x, pick(pool, random)));
  }
  return pool.at(-1)!;
}

/** Something that all elements share. */
const shared = (x: Tensor): Tensor => broadcastTo(tanh(sum(x)), x.shape);

/** A product of rows with a square matrix, of tensors that have rows. */
function mixed(a: Tensor, b: Tensor): Tensor {
  if (a.shape.length !== 2) return mul(a, b);
  return tanh(matmul(a, mul(matmul(swapaxes(b, 0, 1), b), 0.1)));
}

const floats = (pool: readonly Tensor[]): Tensor[] => pool.filter(({ dtype }) => dtype === 'f32');

/** A tensor of a shape: one that is there, or numbers. */
function like(shape: Shape, pool: readonly Tensor[], random: Random): Tensor {
  const same = floats(pool).filter((x) => sameShape(x.shape, shape));
  return same.length > 0 && random() < 0.7 ? pick(same, random) : broadcastTo(pick([0, 0.5, -1], random), shape);
}

/** The results of a loop over the first axis of one of the tensors; none where none has an axis. */
export function randomScan(pool: readonly Tensor[], random: Random): readonly Tensor[] {
  const long = floats(pool).filter(({ shape }) => shape.length > 0);
  if (long.length === 0) return [];
  const x = pick(long, random);
  const shape = x.shape.slice(1);
  const beside = long.filter((other) => other.shape[0] === x.shape[0] && sameShape(other.shape.slice(1), shape));
  const [outer, size] = [like(shape, pool, random), 1 + Math.floor(random() * 4)];
  const init = range(1 + Math.floor(random() * 2)).map(() => like(shape, pool, random));
  const counter = constant(0, { dtype: 'i32' });
  const [[carry, count], ys] = scan(
    ([own, k]: readonly [readonly Tensor[], Tensor], { a, b }: { readonly a: Tensor; readonly b: Tensor }) => {
      const given = [...own, a, b, outer, mul(a, cast(k, 'f32'))];
      const next = own.map((before) => nextOf(before, body(given, random, size), random));
      return [[next, add(k, 1)], random() < 0.5 ? body([...given, ...next], random, 2) : next[0]!] as const;
    },
    [init, counter] as const,
    { a: x, b: pick(beside, random) },
    { reverse: random() < 0.5 },
  );
  return [...carry, cast(count, 'f32'), ys];
}

/** What becomes of a carry: another value, a sum, or the same again. */
function nextOf(before: Tensor, made: Tensor, random: Random): Tensor {
  const kind = random();
  if (kind < 0.6) return tanh(made);
  return kind < 0.9 ? add(before, sin(made)) : before;
}

/** One of two functions of the tensors. */
export function randomCond(pool: readonly Tensor[], random: Random): readonly Tensor[] {
  const all = floats(pool);
  if (all.length === 0) return [];
  const x = pick(all, random);
  const outer = like(x.shape, pool, random);
  const branch = (a: Tensor): Tensor[] => [body([a, outer], random, 2), body([a], random, 1)];
  return cond(less(sum(pick(all, random)), pick([0, 0.3], random)), branch, branch, x);
}

/** A loop until a sum is large, which takes at most three steps; nothing flows back through it. */
export function randomWhile(pool: readonly Tensor[], random: Random): readonly Tensor[] {
  const all = floats(pool);
  if (all.length === 0) return [];
  const x = stopGradient(pick(all, random));
  const outer = stopGradient(like(x.shape, pool, random));
  const [last] = whileLoop(
    ([y, k]: readonly [Tensor, Tensor]) => less(add(k, tanh(sum(y))), 2),
    ([y, k]) => [tanh(body([y, outer], random, 2)), add(k, 1)] as const,
    [x, constant(0)] as readonly [Tensor, Tensor],
  );
  return [last];
}
