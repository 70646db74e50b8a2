/** Bytes in the making. */
export interface Bytes {
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
  /** Room for so many more bytes; where they begin. */
  const reserve = (count: number): number => {
    if (end + count > buffer.length) {
      const larger = new Uint8Array(Math.max(2 * buffer.length, end + count));
      larger.set(buffer);
      buffer = larger;
      view = new DataView(buffer.buffer);
    }
    end += count;
    return end - count;
  };
  const byte = (value: number): void => {
    const at = reserve(1);
    buffer[at] = value;
  };
  const all = (bytes: ArrayLike<number>): void => {
    const at = reserve(bytes.length);
    // Codes are a few numbers, which `set` takes longer to begin with than to copy.
    if (bytes.length > 32) buffer.set(bytes, at);
    else for (let k = 0; k < bytes.length; k++) buffer[at + k] = bytes[k]!;
  };
  const f32 = (value: number): void => {
    const at = reserve(4);
    if (Number.isNaN(value)) view.setUint32(at, 0x7fc00000, true);
    else view.setFloat32(at, value, true);
  };
  const f64 = (value: number): void => {
    const at = reserve(8);
    if (Number.isNaN(value)) view.setBigUint64(at, 0x7ff8000000000000n, true);
    else view.setFloat64(at, value, true);
  };
  return { byte, all, f32, f64, ...numbersIn(byte), ...piecesIn(byte, all), finish: () => buffer.slice(0, end) };
}

const numbersIn = (byte: Bytes['byte']): Pick<Bytes, 'unsigned' | 'signed' | 'signed64'> => ({
  unsigned: (value) => unsignedTo(byte, value),
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
});

const piecesIn = (byte: Bytes['byte'], all: Bytes['all']): Pick<Bytes, 'text' | 'sized'> => {
  const piece = (bytes: Uint8Array): void => {
    unsignedTo(byte, bytes.length);
    all(bytes);
  };
  return {
    text: (value) => piece(encoder.encode(value)),
    sized: (write) => {
      const inner = makeBytes();
      write(inner);
      piece(inner.finish());
    },
  };
};

function unsignedTo(byte: Bytes['byte'], value: number): void {
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) byte((rest % 128) | 128);
  byte(rest);
}
