import { listed, nameOf, problem, typeOf } from './problem.js';
import type { Data, Net, Options } from './unit.js';
import { loadWeights } from './weights.js';

/** First values: plain ones, what `init` computes from the seed, then weights from a file. */
export function start(net: Net, options: Options = {}): void {
  const { seed = 0, weights, partial = false } = options;
  const words = seedWords(seed);
  const { unit, state } = net;
  unit.variables.forEach(({ role, initial = 0 }, k) => {
    if (role === 'seed') state[k]!.set(words);
    else if (typeof initial === 'number') state[k]!.fill(initial);
    else state[k]!.set(initial);
  });
  unit.init?.(1, net.views);
  if (weights !== undefined) loadWeights(net, weights, partial);
}

/** A seed as two words, the high one first, as JAX makes a key of it. */
function seedWords(seed: number): number[] {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    const found = typeof seed === 'number' ? seed : typeOf(seed);
    throw problem('bad-option', `create: seed must be a whole number from 0 to 2^53 - 1, found ${found}.`);
  }
  return [Math.floor(seed / 2 ** 32), seed % 2 ** 32];
}

/** Shape and live data of each parameter and state, by name; without a prototype, so that any name is only a name. */
export function parametersOf(net: Net): Record<string, { readonly shape: readonly number[]; readonly data: Data }> {
  const parameters = Object.create(null) as ReturnType<typeof parametersOf>;
  net.unit.variables.forEach(({ name, role, shape }, k) => {
    if (role === 'parameter' || role === 'state')
      parameters[name] = Object.freeze({ shape: Object.freeze(shape), data: net.state[k]! });
  });
  return Object.freeze(parameters);
}

/** The optimizer's scalars, read and written in the state. */
export function hyperparametersOf(net: Net): Record<string, number> {
  const scalars = Object.create(null) as Record<string, number>;
  net.unit.variables.forEach(({ name, role }, k) => {
    if (role === 'hyperparameter')
      Object.defineProperty(scalars, name, {
        enumerable: true,
        get: () => closest(net.state[k]!),
        set: (value: number) => setScalar(name, net.state[k]!, value),
      });
  });
  const refuse = (_: object, name: string | symbol): never => {
    const known = `expected ${listed(Object.keys(scalars))}`;
    throw problem('unknown-hyperparameter', `There is no hyperparameter ${nameOf(String(name))}; ${known}.`);
  };
  // A frozen object would refuse a misspelt name too, but in the engine's words.
  return new Proxy<Record<string, number>>(Object.freeze(scalars), {
    set: (target, name, value) => (name in target ? Reflect.set(target, name, value) : refuse(target, name)),
    defineProperty: refuse,
  });
}

function setScalar(name: string, view: Data, value: number): void {
  const stored = view.slice();
  stored[0] = value;
  const fits = typeof value === 'number' && Number.isFinite(stored[0]);
  if (!fits || (!(view instanceof Float32Array) && stored[0] !== value)) {
    const found = typeof value === 'number' ? value : typeOf(value);
    throw problem('bad-hyperparameter', `${nameOf(name)} must be a finite number that fits, found ${found}.`);
  }
  view.set(stored);
}

/** The shortest decimal that is stored as this value: 0.001 and not 0.0010000000474974513. */
function closest([value = 0]: Data): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return short;
  }
  return value;
}
