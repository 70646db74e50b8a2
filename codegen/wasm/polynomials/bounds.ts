/**
 * The largest error that each function may have, in units of the last place of the exact result; tests hold them to it, and
 * docs/wasm-accuracy.md has what was measured.
 */
export const bounds = {
  // Over all f32 1.0064, at -5.8420257.
  exp: 1.01,
  expm1: 1.25,
  log: 1,
  log1p: 1,
  sin: 2,
  cos: 2,
  tan: 4,
  asin: 2.5,
  acos: 2,
  atan: 2,
  atan2: 2,
  sinh: 2,
  cosh: 2,
  tanh: 1.25,
  sigmoid: 2.25,
  softplus: 3,
  erf: 1.25,
  erfc: 1,
  pow: 0.6,
  mod: 0.51,
  sign: 0,
  round: 0,
} as const;

export type MeasuredFunction = keyof typeof bounds;
