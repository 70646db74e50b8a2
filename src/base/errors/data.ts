import { TapelessError } from '../tapelessError.js';

/** Bytes that are no IDX file, or not a whole one. */
export function badIdx(says: string, mend?: string): TapelessError {
  return new TapelessError({
    code: 'bad-idx',
    says: `Not a whole IDX file: ${says}.`,
    ...(mend !== undefined && { mend }),
  });
}

/** Samples whose arrays do not fit their shapes, or one another. */
export function badSamples(says: string, mend?: string): TapelessError {
  return new TapelessError({ code: 'bad-samples', says: `${says}.`, ...(mend !== undefined && { mend }) });
}
