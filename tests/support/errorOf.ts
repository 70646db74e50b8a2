import { expect } from 'vitest';
import { TapelessError } from '../../src/base/index.js';

/** The error that a call is refused with. */
export function errorOf(call: () => unknown): TapelessError {
  try {
    call();
  } catch (error) {
    if (error instanceof TapelessError) return error;
    throw error;
  }
  return expect.fail('nothing was refused');
}
