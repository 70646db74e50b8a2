import type { Tensor } from '../graph/index.js';

/** The inputs of an entry point by name: all of them, or those that user code asked for. */
export type Taken = 'every' | ReadonlySet<string>;

/** Inputs as user code gets them, and what it asked for by name. */
export interface Asked {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly names: ReadonlySet<string>;
}

/**
 * Notes which inputs a function asks for: such an input is needed even where all that is made of it simplifies away. A
 * function that goes through all of them (`{ ...inputs }`) asks for none by that.
 */
export function askedInputs(feeds: Readonly<Record<string, Tensor>>): Asked {
  const names = new Set<string>();
  let lists = false;
  const inputs = new Proxy(feeds, {
    ownKeys: (target) => ((lists = true), Reflect.ownKeys(target)),
    get: (target, name) => {
      if (typeof name === 'string' && Object.hasOwn(target, name) && !lists) names.add(name);
      return Reflect.get(target, name) as unknown;
    },
  });
  return { inputs, names };
}
