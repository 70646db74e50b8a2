import { constantLike } from '../passes/index.js';
import { derivable, requireFunction, requireLike, requireList } from './checks.js';
import { pushforward } from './derived.js';
import { evaluated } from './evaluated.js';
import { flatten, withConstants, type Nest } from './nest.js';

/**
 * The value of f at xs and its derivative along tangents, which are like xs: `[y, dy]`. What does not move has the derivative 0.
 * Through a `customVjp` it works where its backward function is linear in dy.
 */
export function jvp<X extends readonly unknown[], Y extends Nest>(
  f: (...xs: X) => Y,
  xs: X,
  along: NoInfer<X>,
): [y: Y, dy: Y] {
  return pushed('jvp', f as (...xs: never[]) => unknown, xs, along) as [Y, Y];
}

/** The same, for a caller that errors shall name. */
export function pushed(
  what: string,
  f: (...xs: never[]) => unknown,
  xs: readonly unknown[],
  along: readonly unknown[],
): [y: unknown, dy: unknown] {
  requireFunction(what, f);
  requireList(what, 'the arguments', xs);
  requireList(what, 'the tangents', along);
  const args = flatten(xs.map((x) => derivable(what, x)));
  const dxs = flatten(along.map((dx) => withConstants(what, dx))).tensors;
  requireLike(what, 'the tangents', dxs, args.tensors);
  const { result, function_, ys } = evaluated(what, f, args);
  const moved = pushforward(
    function_,
    dxs.map((dx) => (dx.dtype === 'f32' ? dx : null)),
  );
  const dys = ys.map((y, k) => moved[k] ?? constantLike(0, y));
  return [result.build(ys), result.build(dys)];
}
