import { at, badConstant, dtypeMismatch, valueText, type DType, type Named } from '../../base/index.js';
import { apply, calledName, currentSource, type Tensor } from '../../graph/index.js';
import { constantOp } from '../constant.js';

/** Numbers or booleans nested to any depth; all rows of one level have one length. */
export type Nested = readonly (number | boolean | Nested)[];

/** What public functions take: a plain number, boolean or nested array is a constant without a dtype of its own. */
export type Operand = Tensor | number | boolean | Nested;

export function isTensor(x: unknown): x is Tensor {
  return typeof x === 'object' && x !== null && 'node' in x;
}

/** A tensor as errors name it. */
export function named(x: Tensor): Named {
  return { name: calledName(x), shape: x.shape, source: x.node.source };
}

/** Throws an error of a public function with the user's line. */
export function fail(error: Error): never {
  throw at(error, currentSource());
}

/** A tensor as it is; a plain value as a constant, of its natural dtype (f32, bool) if none is asked for. */
export function tensorOf(x: Operand, op: string, dtype?: DType): Tensor {
  return isTensor(x) ? x : literal(x, op, dtype);
}

/** Operands of one dtype: plain values take the one of the tensors among them. */
export function sameDtype(op: string, xs: readonly Operand[]): Tensor[] {
  const tensors = xs.filter(isTensor);
  const dtype = tensors[0]?.dtype ?? (xs.every((x) => isBoolean(x)) ? 'bool' : 'f32');
  const other = tensors.find((x) => x.dtype !== dtype);
  if (other && tensors[0]) {
    const found = [tensors[0], other].map((x) => `${calledName(x)} ${x.dtype}`).join(' and ');
    fail(dtypeMismatch(op, found, 'operands of one dtype', `Convert one of them with cast(x, '${dtype}').`));
  }
  return xs.map((x) => (isTensor(x) ? x : literal(x, op, dtype, tensors[0])));
}

function isBoolean(x: Operand): boolean {
  const first = Array.isArray(x) ? (flatten(x as Nested)[0] as unknown) : x;
  return typeof first === 'boolean';
}

const limits: Readonly<Record<DType, readonly [number, number]>> = {
  f32: [-Infinity, Infinity],
  i32: [-2147483648, 2147483647],
  u32: [0, 4294967295],
  bool: [0, 1],
};

/** `beside` is the tensor whose dtype it shall have, if one is. */
function literal(x: Exclude<Operand, Tensor>, op: string, asked?: DType, beside?: Tensor): Tensor {
  const shape = shapeOf(x, op);
  const values = Array.isArray(x) ? flatten(x as Nested) : [x];
  const dtype = asked ?? (typeof values[0] === 'boolean' ? 'bool' : 'f32');
  const data = values.map((value) => number(value, op, dtype, beside));
  return apply(constantOp, [], { dtype, shape, data });
}

function number(value: unknown, op: string, dtype: DType, beside?: Tensor): number {
  if (typeof value !== 'number' && typeof value !== 'boolean') {
    const mend = ArrayBuffer.isView(value) ? 'Write it as a plain array: Array.from(x).' : undefined;
    fail(badConstant(op, describe(value), 'a tensor, a number, a boolean or an array of them', mend));
  }
  if (typeof value === 'boolean' && dtype !== 'bool') fail(badConstant(op, String(value), `a number, as ${dtype}`));
  const plain = Number(value);
  const [low, high] = limits[dtype];
  const fits = dtype === 'f32' || (Number.isInteger(plain) && low <= plain && plain <= high);
  const fraction = Number.isFinite(plain) && !Number.isInteger(plain);
  const mend = fraction && beside ? `Convert ${calledName(beside)} with cast(x, 'f32').` : undefined;
  if (!fits) fail(badConstant(op, String(value), `a value of ${dtype}`, mend));
  return plain;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array among numbers';
  return isTensor(value) ? 'a tensor inside an array' : valueText(value);
}

function shapeOf(x: unknown, op: string): number[] {
  if (!Array.isArray(x)) return [];
  const rows = x.map((row) => shapeOf(row, op));
  const odd = rows.findIndex((row) => row.join() !== rows[0]?.join());
  if (odd > 0) {
    const [first, other] = [rowText(x, 0, rows), rowText(x, odd, rows)];
    fail(badConstant(op, `an array whose row 0 is ${first} and row ${odd} is ${other}`, 'rows of one length'));
  }
  return [x.length, ...(rows[0] ?? [])];
}

/** A row as an error shows it: how many elements, or what else. */
function rowText(x: readonly unknown[], k: number, shapes: readonly (readonly number[])[]): string {
  const [count, ...inner] = shapes[k]!;
  if (count === undefined) return valueText(x[k]);
  if (inner.length > 0) return `of shape [${shapes[k]!.join(', ')}]`;
  return `of ${count} ${count === 1 ? 'element' : 'elements'}`;
}

function flatten(x: Nested): unknown[] {
  return x.flatMap((row): unknown[] => (Array.isArray(row) ? flatten(row as Nested) : [row]));
}
