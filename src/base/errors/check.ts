import type { Source } from '../source.js';
import { TapelessError } from '../tapelessError.js';

/** A derivative that differences contradict. `says` has the counterexample. */
export function wrongGradient(says: string, source: Source): TapelessError {
  return new TapelessError({
    code: 'wrong-gradient',
    says: `A derivative is wrong.\n${says}`,
    places: [{ source, note: '' }],
  });
}

/** A check without anything to compare. */
export function nothingChecked(what: string): TapelessError {
  return new TapelessError({
    code: 'nothing-checked',
    says: `${what}: there is no f32 input with an f32 result that is finite and smooth near it.`,
    mend: 'Give inputs of dtype f32, and a domain in which the function is defined.',
  });
}
