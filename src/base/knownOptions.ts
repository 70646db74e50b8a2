import { unknownOption, wrongOptions } from './errors/options.js';
import { captureSource, type Source } from './source.js';

/**
 * Refuses what is no object of options, and an option that is not known: a misspelt one would silently do nothing.
 * `what` is the function as users write it; `source` is their line, captured where it is absent.
 */
export function knownOptions(what: string, given: object | undefined, known: readonly string[], source?: Source): void {
  if (given === undefined) return;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw wrongOptions(what, given, known, source ?? captureSource(''));
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownOption(what, unknown, known, source ?? captureSource(''));
}
