const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

export function ofBits(pattern: number): number {
  bits[0] = pattern;
  return float[0]!;
}

/** The distance between the f32 at a number's magnitude: that of the subnormals at least. */
function unitOf(exact: number): number {
  const magnitude = Math.min(Math.abs(exact), 2 ** 127);
  if (magnitude < 2 ** -125) return 2 ** -149;
  let exponent = Math.floor(Math.log2(magnitude));
  if (2 ** exponent > magnitude) exponent--;
  return 2 ** (exponent - 23);
}

/** As far as f32 would go on: what overflows is an error of some units there, not an infinite one. */
const overflow = (x: number): number => Math.max(Math.min(x, 2 ** 128), -(2 ** 128));

/** How far an f32 is from an exact result, in units of its last place; Infinity for a wrong NaN or the wrong zero. */
export function errorInUlp(found: number, exact: number): number {
  if (Number.isNaN(exact) || Number.isNaN(found)) return Number.isNaN(exact) && Number.isNaN(found) ? 0 : Infinity;
  if (found === exact) return Object.is(found, exact) ? 0 : Infinity;
  if (Math.abs(exact) === Infinity) return Infinity;
  return Math.abs(overflow(found) - overflow(exact)) / unitOf(exact);
}
