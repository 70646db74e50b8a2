/** Bytes in the making. */
export interface Bytes {
  readonly length: () => number;
  readonly byte: (value: number) => void;
  readonly all: (bytes: ArrayLike<number>) => void;
  /** LEB128, as short as it can be. */
  readonly unsigned: (value: number) => void;
  readonly signed: (value: number) => void;
  readonly signed64: (value: bigint) => void;
  readonly f32: (value: number) => void;
  readonly f64: (value: number) => void;
  /** UTF-8 behind its length. */
  readonly text: (value: string) => void;
  /** What `write` writes, behind its length. */
  readonly sized: (write: (inner: Bytes) => void) => void;
  readonly finish: () => Uint8Array;
}

const encoder = new TextEncoder();

export function makeBytes(): Bytes {
  let buffer = new Uint8Array(256);
  let view = new DataView(buffer.buffer);
  let end = 0;
  const reserve = (count: number): void => {
    if (end + count <= buffer.length) return;
    const larger = new Uint8Array(Math.max(2 * buffer.length, end + count));
    larger.set(buffer);
    buffer = larger;
    view = new DataView(buffer.buffer);
  };
  const byte = (value: number): void => {
    if (end === buffer.length) reserve(1);
    buffer[end++] = value;
  };
  const all = (bytes: ArrayLike<number>): void => {
    reserve(bytes.length);
    buffer.set(bytes, end);
    end += bytes.length;
  };
  const unsigned = (value: number): void => {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) byte((rest % 128) | 128);
    byte(rest);
  };
  const bytes: Bytes = {
    length: () => end,
    byte,
    all,
    unsigned,
    signed: (value) => {
      let rest = value;
      for (; rest < -64 || rest > 63; rest >>= 7) byte((rest & 127) | 128);
      byte(rest & 127);
    },
    signed64: (value) => {
      let rest = value;
      for (; rest < -64n || rest > 63n; rest >>= 7n) byte(Number(rest & 127n) | 128);
      byte(Number(rest & 127n));
    },
    f32: (value) => {
      reserve(4);
      if (Number.isNaN(value)) view.setUint32(end, 0x7fc00000, true);
      else view.setFloat32(end, value, true);
      end += 4;
    },
    f64: (value) => {
      reserve(8);
      if (Number.isNaN(value)) view.setBigUint64(end, 0x7ff8000000000000n, true);
      else view.setFloat64(end, value, true);
      end += 8;
    },
    text: (value) => {
      const encoded = encoder.encode(value);
      unsigned(encoded.length);
      all(encoded);
    },
    sized: (write) => {
      const inner = makeBytes();
      write(inner);
      const written = inner.finish();
      unsigned(written.length);
      all(written);
    },
    finish: () => buffer.slice(0, end),
  };
  return bytes;
}
