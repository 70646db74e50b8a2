/** What is on WebAssembly's stack. */
export const valueTypes = ['i32', 'i64', 'f32', 'f64', 'v128'] as const;

export type ValueType = (typeof valueTypes)[number];

/** An instruction of WebAssembly whose operands and result have fixed types. */
export interface Opcode {
  readonly code: readonly number[];
  readonly operands: readonly ValueType[];
  /** Null where it leaves nothing on the stack. */
  readonly result: ValueType | null;
}

/** One that addresses memory: `width` bytes of it, which is also its natural alignment. */
export interface AccessOpcode extends Opcode {
  readonly width: number;
}

/** One that picks one of so many lanes. */
export interface LaneOpcode extends Opcode {
  readonly lanes: number;
}

/** Operands and result, such as 'v128 i32 -> v128' or 'i32 i32 ->'. */
export type Signature = `${string}->${'' | ` ${ValueType}`}`;

/** The first byte of the instruction set's pages; codes in them are LEB128. `single` codes are a byte, as it is. */
const pages = { misc: 0xfc, vector: 0xfd, atomic: 0xfe } as const;

export type Page = 'single' | keyof typeof pages;

type Rows<Name extends string> = Readonly<Record<Name, number>>;

/** Table rows that share page and signature: a name and its code within the page. */
export function rows<Name extends string>(
  page: Page,
  signature: Signature,
  codes: Rows<Name>,
): Readonly<Record<Name, Opcode>> {
  const [before, after] = signature.split('->') as [string, string];
  const operands = before.split(' ').filter((type) => type !== '') as ValueType[];
  const result = after === '' ? null : (after.trim() as ValueType);
  return mapped(codes, (code) => ({
    code: page === 'single' ? [code] : [pages[page], ...unsignedBytes(code)],
    operands,
    result,
  }));
}

/** The same rows with what all of them have besides. */
export const having = <Name extends string, More>(
  more: More,
  table: Readonly<Record<Name, Opcode>>,
): Readonly<Record<Name, Opcode & More>> => mapped(table, (opcode) => ({ ...opcode, ...more }));

/** The same rows, followed by the bytes that name memory 0, the one that there is. */
export const onMemory = <Name extends string>(
  count: number,
  table: Readonly<Record<Name, Opcode>>,
): Readonly<Record<Name, Opcode>> =>
  mapped(table, (opcode) => ({ ...opcode, code: [...opcode.code, ...Array<number>(count).fill(0)] }));

const mapped = <Name extends string, A, B>(
  table: Readonly<Record<Name, A>>,
  change: (row: A) => B,
): Readonly<Record<Name, B>> =>
  Object.fromEntries(Object.entries<A>(table).map(([name, row]) => [name, change(row)])) as Record<Name, B>;

/** A number as unsigned LEB128. */
export function unsignedBytes(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}
