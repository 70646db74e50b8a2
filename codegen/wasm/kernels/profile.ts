import type { Profile } from '../../../src/schedule/index.js';

/** Sixteen vector registers of four f32 each, on every machine that matters. */
export const wasmProfile: Profile = { lanes: 4, registers: 16, doubles: false, cache: 32768 };
