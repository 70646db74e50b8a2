import { listed, problem, typeOf } from './problem.js';
import type { Options } from './unit.js';

/** Refuses options that are misspelt, or of another type. What is a number or a file is checked where it is used. */
export function checkOptions(options: Options = {}, known: string): void {
  if (typeof options !== 'object' || options === null)
    throw problem('bad-option', `create: expected an object of options, found ${typeOf(options)}.`);
  const unknown = Object.keys(options).filter((name) => !known.split(', ').includes(name));
  if (unknown.length > 0)
    throw problem('bad-option', `create: there is no option ${listed(unknown)}; expected ${known}.`);
  const { partial, keepLast, relaxed } = options;
  for (const [name, value] of Object.entries({ partial, keepLast, relaxed }))
    if (value !== undefined && typeof value !== 'boolean')
      throw problem('bad-option', `create: ${name} must be true or false, found ${typeOf(value)}.`);
}
