import { having, onMemory, rows } from './opcode.js';

/** Memory as a whole. */
export const bulkOpcodes = {
  ...onMemory(1, {
    ...rows('single', '-> i32', { 'memory.size': 0x3f }),
    ...rows('single', 'i32 -> i32', { 'memory.grow': 0x40 }),
    ...rows('misc', 'i32 i32 i32 ->', { 'memory.fill': 0x0b }),
  }),
  ...onMemory(2, rows('misc', 'i32 i32 i32 ->', { 'memory.copy': 0x0a })),
};

/** Reading at an address. */
export const loadOpcodes = {
  ...having({ width: 1 }, rows('single', 'i32 -> i32', { 'i32.load8_s': 0x2c, 'i32.load8_u': 0x2d })),
  ...having({ width: 2 }, rows('single', 'i32 -> i32', { 'i32.load16_s': 0x2e, 'i32.load16_u': 0x2f })),
  ...having({ width: 4 }, rows('single', 'i32 -> i32', { 'i32.load': 0x28 })),
  ...having({ width: 8 }, rows('single', 'i32 -> i64', { 'i64.load': 0x29 })),
  ...having({ width: 4 }, rows('single', 'i32 -> f32', { 'f32.load': 0x2a })),
  ...having({ width: 8 }, rows('single', 'i32 -> f64', { 'f64.load': 0x2b })),
  ...having({ width: 16 }, rows('vector', 'i32 -> v128', { 'v128.load': 0x00 })),
  ...having({ width: 1 }, rows('vector', 'i32 -> v128', { 'v128.load8_splat': 0x07 })),
  ...having({ width: 2 }, rows('vector', 'i32 -> v128', { 'v128.load16_splat': 0x08 })),
  ...having({ width: 4 }, rows('vector', 'i32 -> v128', { 'v128.load32_splat': 0x09, 'v128.load32_zero': 0x5c })),
  ...having(
    { width: 8 },
    rows('vector', 'i32 -> v128', {
      'v128.load8x8_s': 0x01,
      'v128.load8x8_u': 0x02,
      'v128.load16x4_s': 0x03,
      'v128.load16x4_u': 0x04,
      'v128.load32x2_s': 0x05,
      'v128.load32x2_u': 0x06,
      'v128.load64_splat': 0x0a,
      'v128.load64_zero': 0x5d,
    }),
  ),
};

/** Writing at an address. */
export const storeOpcodes = {
  ...having({ width: 1 }, rows('single', 'i32 i32 ->', { 'i32.store8': 0x3a })),
  ...having({ width: 2 }, rows('single', 'i32 i32 ->', { 'i32.store16': 0x3b })),
  ...having({ width: 4 }, rows('single', 'i32 i32 ->', { 'i32.store': 0x36 })),
  ...having({ width: 8 }, rows('single', 'i32 i64 ->', { 'i64.store': 0x37 })),
  ...having({ width: 4 }, rows('single', 'i32 f32 ->', { 'f32.store': 0x38 })),
  ...having({ width: 8 }, rows('single', 'i32 f64 ->', { 'f64.store': 0x39 })),
  ...having({ width: 16 }, rows('vector', 'i32 v128 ->', { 'v128.store': 0x0b })),
};

/** Reading one lane of a vector, whose others stay. */
export const loadLaneOpcodes = {
  ...having({ width: 1, lanes: 16 }, rows('vector', 'i32 v128 -> v128', { 'v128.load8_lane': 0x54 })),
  ...having({ width: 2, lanes: 8 }, rows('vector', 'i32 v128 -> v128', { 'v128.load16_lane': 0x55 })),
  ...having({ width: 4, lanes: 4 }, rows('vector', 'i32 v128 -> v128', { 'v128.load32_lane': 0x56 })),
  ...having({ width: 8, lanes: 2 }, rows('vector', 'i32 v128 -> v128', { 'v128.load64_lane': 0x57 })),
};

/** Writing one lane of a vector. */
export const storeLaneOpcodes = {
  ...having({ width: 1, lanes: 16 }, rows('vector', 'i32 v128 ->', { 'v128.store8_lane': 0x58 })),
  ...having({ width: 2, lanes: 8 }, rows('vector', 'i32 v128 ->', { 'v128.store16_lane': 0x59 })),
  ...having({ width: 4, lanes: 4 }, rows('vector', 'i32 v128 ->', { 'v128.store32_lane': 0x5a })),
  ...having({ width: 8, lanes: 2 }, rows('vector', 'i32 v128 ->', { 'v128.store64_lane': 0x5b })),
};

/** What threads agree by. The alignment of these is their width, always. */
export const atomicOpcodes = {
  ...having({ width: 4 }, rows('atomic', 'i32 i32 -> i32', { 'memory.atomic.notify': 0x00 })),
  ...having({ width: 4 }, rows('atomic', 'i32 i32 i64 -> i32', { 'memory.atomic.wait32': 0x01 })),
  ...having({ width: 4 }, rows('atomic', 'i32 -> i32', { 'i32.atomic.load': 0x10 })),
  ...having({ width: 4 }, rows('atomic', 'i32 i32 ->', { 'i32.atomic.store': 0x17 })),
  ...having(
    { width: 4 },
    rows('atomic', 'i32 i32 -> i32', {
      'i32.atomic.rmw.add': 0x1e,
      'i32.atomic.rmw.sub': 0x25,
      'i32.atomic.rmw.or': 0x33,
      'i32.atomic.rmw.xchg': 0x41,
    }),
  ),
  ...having({ width: 4 }, rows('atomic', 'i32 i32 i32 -> i32', { 'i32.atomic.rmw.cmpxchg': 0x48 })),
};

/** Keeps the accesses before it before those after it; its byte says in which order, of which there is one. */
export const fenceOpcodes = onMemory(1, rows('atomic', '->', { 'atomic.fence': 0x03 }));
