import type { Profile } from '../../../src/schedule/index.js';

/** Sixteen vector registers of four f32 each, on every machine that matters; addresses of 32 bits. */
export const wasmProfile: Profile = {
  lanes: 4,
  registers: 16,
  doubles: false,
  cache: 32768,
  // Some five microseconds, of which threads lose one by meeting.
  sharing: 2 ** 15,
  memory: 2 ** 32 - 2 ** 16,
};
