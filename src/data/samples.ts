import { badSamples, elements, shapeText } from '../base/index.js';

/** The typed arrays that hold samples, one after the other. */
export type DataArray =
  Float32Array | Float64Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array;

/** Values in row-major order; the first axis counts the samples. */
export interface Samples<Data extends DataArray = DataArray> {
  readonly shape: readonly number[];
  readonly data: Data;
}

/** Samples for each of a module's inputs; a number is fed to every batch as it is. */
export type DataSet<Inputs> = {
  readonly [Name in keyof Inputs]: Samples<Extract<Inputs[Name], DataArray>> | Extract<Inputs[Name], number>;
};

/**
 * How many samples a data set holds.
 * @throws TapelessError when its parts disagree, or an array does not fit its shape.
 */
export function countSamples(data: Readonly<Record<string, unknown>>): number {
  let count = -1;
  let first = '';
  for (const [name, part] of Object.entries(data)) {
    if (typeof part === 'number') continue;
    const found = countOf(name, part);
    if (count >= 0 && found !== count) {
      throw badSamples(`The data set's parts differ: '${first}' has ${count} samples, '${name}' has ${found}`);
    }
    count = found;
    first = name;
  }
  if (count < 0) throw badSamples('The data set has no part with samples', 'Give each input { shape, data }.');
  return count;
}

function countOf(name: string, part: unknown): number {
  const { shape, data } = (typeof part === 'object' && part !== null ? part : {}) as Partial<Samples>;
  if (!Array.isArray(shape) || !ArrayBuffer.isView(data) || !shape.every(isExtent)) {
    throw badSamples(
      `The data set's '${name}' is no { shape, data } with a typed array`,
      'Its shape starts with the number of samples: { shape: [60000, 784], data }.',
    );
  }
  if (shape.length === 0) throw badSamples(`The data set's '${name}' has the shape [], so no axis counts its samples`);
  const expected = elements(shape as number[]);
  if (data.length !== expected) {
    const text = shapeText(shape as number[]);
    throw badSamples(`The data set's '${name}' has the shape ${text}, ${expected} values, but holds ${data.length}`);
  }
  return shape[0] as number;
}

const isExtent = (extent: unknown): boolean => Number.isSafeInteger(extent) && (extent as number) >= 0;
