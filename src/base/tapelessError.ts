import type { Source } from './source.js';

/** A place with what stands there: `hidden [N, 10]`. */
export interface Place {
  readonly source: Source;
  readonly note: string;
}

/** Where something stands, as an error shows it; nowhere for what has no file. */
export const placesOf = (source: Source, note = ''): Place[] => (source.file === '' ? [] : [{ source, note }]);

export interface Report {
  /** One of the codes in docs/errors.md, such as `shape-mismatch`. */
  readonly code: string;
  /** What was expected and what was found. */
  readonly says: string;
  /** What to change. */
  readonly mend?: string;
  /** The first is where the error is; others are where its parts were made. */
  readonly places?: readonly Place[];
}

/** Every error that a user of the compiler can see. The command line prints it with the code around each place. */
export class TapelessError extends Error {
  readonly code: string;
  readonly says: string;
  readonly mend: string;
  readonly places: readonly Place[];

  constructor({ code, says, mend = '', places = [] }: Report) {
    super(mend === '' ? says : `${says} ${mend}`);
    this.name = 'TapelessError';
    this.code = code;
    this.says = says;
    this.mend = mend;
    this.places = places;
  }
}

/** What cannot happen; a user who sees it has found a bug in Tapeless. */
export function unreachable(why: string): never {
  throw new Error(`Tapeless has a bug, please report it: ${why}`);
}
