import { reserve } from './memory.js';
import { listed, nameOf, problem, typeOf } from './problem.js';
import type { Data, Entry, Input, Net } from './unit.js';

/** Checks all inputs, then copies them to where the kernels read them. Gives N, which is 1 where no input has one. */
export function feed(net: Net, entry: Entry, inputs: Record<string, Data | number>): number {
  const N = samplesIn(net, entry, inputs);
  for (const input of entry.inputs) {
    const value = inputs[input.name]!;
    input.check?.(entry, input, typeof value === 'number' ? [value] : value, N);
  }
  reserve(net, N);
  for (let k = 0; k < entry.inputs.length; k++) {
    const { name, view } = entry.inputs[k]!;
    const value = inputs[name]!;
    if (typeof value === 'number') net.views[view]![0] = value;
    else net.views[view]!.set(value);
  }
  return N;
}

function samplesIn(net: Net, entry: Entry, inputs: Record<string, unknown>): number {
  checkNames(net, entry, inputs);
  let N = -1;
  let first = '';
  for (let k = 0; k < entry.inputs.length; k++) {
    const input = entry.inputs[k]!;
    const samples = samplesOf(entry, input, Object.hasOwn(inputs, input.name) ? inputs[input.name] : undefined);
    if (samples < 0) continue;
    if (N >= 0 && samples !== N) {
      const both = `${nameOf(input.name)} holds ${samples}, ${nameOf(first)} holds ${N}`;
      throw problem('batch-mismatch', `${entry.name}: inputs disagree on the number of samples: ${both}.`);
    }
    N = samples;
    first = input.name;
  }
  if (N === 0 && entry.name === 'step') throw problem('empty-batch', 'step: expected at least one sample, found none.');
  if (N < 0) N = 1;
  entry.enough?.(entry, N);
  return N;
}

/** Refuses fewer samples than some extent needs. Of none at all, `evaluate` counts nothing. */
export function enough({ name, least, needed }: Entry, N: number): void {
  if (N < least! && (N > 0 || name !== 'evaluate'))
    throw problem('too-few-samples', `${name}: found ${N} samples; ${needed}, needs at least ${least}.`);
}

function checkNames({ unit }: Net, entry: Entry, inputs: unknown): void {
  if (typeof inputs !== 'object' || inputs === null)
    throw problem(
      'wrong-inputs',
      `${entry.name}: expected an object with ${expectedBy(entry)}, found ${typeOf(inputs)}.`,
    );
  for (const name in inputs)
    if (!unit.inputs.has(name))
      throw problem(
        'unknown-input',
        `${entry.name}: there is no input ${nameOf(name)}; expected ${expectedBy(entry)}.`,
      );
}

function expectedBy({ inputs }: Entry): string {
  return listed(inputs.map(({ name }) => name));
}

/** The N that one input says, or -1 if its shape has none. */
function samplesOf(entry: Entry, input: Input, value: unknown): number {
  const { size, root } = input;
  const length = lengthOf(entry, input, value);
  const isFixed = size.length < 2;
  const samples = isFixed ? -1 : root ? root(size, length) : (length - size[0]!) / size[1]!;
  if (isFixed ? length !== size[0] : samples < 0 || !Number.isInteger(samples)) throw wrongLength(entry, input, length);
  return samples;
}

function wrongLength(entry: Entry, { name, shape, size }: Input, length: number): Error {
  const isMultiple = size.length === 2 && size[0] === 0;
  const expected = size.length < 2 ? size[0] : isMultiple ? `a multiple of ${size[1]}` : 'another number';
  const says = `found ${length} values, expected ${expected} for shape ${shape}`;
  return problem('wrong-length', `${entry.name}: ${nameOf(name)}: ${says}.`);
}

function lengthOf(entry: Entry, { name, array, shape, fits }: Input, value: unknown): number {
  if (ArrayBuffer.isView(value) && (value as Data)[Symbol.toStringTag] === array) return (value as Data).length;
  const scalar = shape === '[]';
  if (scalar && typeof value === 'number' && fits!(value)) return 1;
  const expected = `expected ${array} of shape ${shape}${scalar ? ' or a number that fits in one' : ''}`;
  const where = `${entry.name}: ${nameOf(name)}`;
  if (value === undefined) throw problem('missing-input', `${where} is missing; ${expected}.`);
  throw problem('wrong-array', `${where}: ${expected}, found ${typeof value === 'number' ? value : typeOf(value)}.`);
}

/** The N at which a size with N² is the length: by halving, for sizes only grow. */
export function rootOf(size: readonly number[], length: number): number {
  let [low, high] = [0, length + 1];
  while (low < high) {
    const N = Math.floor((low + high) / 2);
    const found = size.reduceRight((sum, factor) => sum * N + factor, 0);
    if (found === length) return N;
    if (found < length) low = N + 1;
    else high = N;
  }
  return 0.5;
}

/** Refuses an index outside of what it indexes. */
export function inRange(entry: Entry, input: Input, values: ArrayLike<number>): void {
  const range = input.range!;
  for (let k = 0; k < values.length; k++)
    if (!(values[k]! >= 0 && values[k]! < range)) {
      const expected = `expected 0 to ${range - 1}, for it indexes ${input.indexes}`;
      throw problem(
        'out-of-range',
        `${entry.name}: ${placeIn(input.name, input.strides, k)} is ${values[k]}; ${expected}.`,
      );
    }
}

/** Refuses an index outside of any of what it indexes. */
export function inRanges(entry: Entry, input: Input, values: ArrayLike<number>, N: number): void {
  for (const [plus, n, indexes] of input.ranges!) inRange(entry, { ...input, range: plus + n * N, indexes }, values);
}

/** Refuses a truth value that is neither 0 nor 1. */
export function areBooleans(entry: Entry, input: Input, values: ArrayLike<number>): void {
  for (let k = 0; k < values.length; k++)
    if (values[k]! > 1)
      throw problem(
        'not-bool',
        `${entry.name}: ${placeIn(input.name, input.strides, k)} is ${values[k]}; expected 0 or 1.`,
      );
}

/** Refuses NaN and infinities, in a build that checks numbers. */
export function allFinite(entry: Entry, input: Input, values: ArrayLike<number>): void {
  for (let k = 0; k < values.length; k++)
    if (!Number.isFinite(values[k]))
      throw problem(
        'not-finite',
        `${entry.name}: ${placeIn(input.name, input.strides, k)} is ${values[k]}; this build takes finite numbers only.`,
      );
}

/** `label[17, 2]` */
export function placeIn(name: string, strides: readonly number[] | undefined, position: number): string {
  const index = (strides ?? [1]).map((stride, k) =>
    Math.floor((k === 0 ? position : position % strides![k - 1]!) / stride),
  );
  return index.length === 0 ? nameOf(name) : `${nameOf(name)}[${index.join(', ')}]`;
}
