import { oneHot, readIdx, rescale, type DataSet, type Samples } from 'tapeless/data';

/** What the model takes. */
export interface Images {
  readonly image: Float32Array;
  readonly label: Float32Array;
}

interface Part {
  readonly image: Samples<Float32Array>;
  readonly label: Samples<Float32Array>;
}

/** The four original files: pixels from 0 to 1, labels as rows with a single 1. */
export function readMnist(read: (name: string) => Uint8Array): { readonly train: Part; readonly test: Part } {
  const part = (name: string): Part & DataSet<Images> => ({
    image: rescale(readIdx(read(`${name}-images-idx3-ubyte`)), { scale: 1 / 255 }),
    label: oneHot(readIdx(read(`${name}-labels-idx1-ubyte`)), 10),
  });
  return { train: part('train'), test: part('t10k') };
}
