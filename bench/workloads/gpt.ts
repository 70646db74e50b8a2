import { classes, filled, streamOf, type Fill, type Filled } from '../lcg.js';
import { gptModel, type GptSizes } from '../../examples/gpt/gpt.model.js';
import type { Data, Workload } from './workload.js';

const k = 5;
const batch = 16;
const sizes: GptSizes = { vocabulary: 64, context: 32, width: 64, heads: 4, blocks: 2 };

/** Multiply-adds of the forward pass for one character. */
const forward = (({ vocabulary, context, width, blocks }: GptSizes): number =>
  blocks * (12 * width * width + 2 * context * width) + width * vocabulary)(sizes);

/** Operations of a forward pass over so many rows of characters. */
export const gptFlops = (rows: number): number => 2 * forward * rows * sizes.context;

/** A two-block character GPT, trained by Adam. */
export const gpt: Workload = {
  name: 'W5',
  says: 'a two-block pre-norm character GPT: width 64, 4 heads, context 32, 64 characters, batch 16',
  entry: 'step',
  batch,
  net: { kind: 'gpt', classes: sizes.vocabulary },
  flops: 3 * gptFlops(batch),
  budget: 0.6,
  declare: () => gptModel(sizes),
  data,
};

function data(): Data {
  const next = streamOf(k);
  const parameters = shapes().map(([name, shape, fill]) => filled(name, shape, fill, next));
  const { context, vocabulary } = sizes;
  const text = classes('text', [batch, context + 1], vocabulary, next);
  return { parameters, inputs: { x: window('x', text, 0), y: window('y', text, 1) } };
}

type Declared = readonly [name: string, shape: readonly number[], fill: Fill];

function shapes(): Declared[] {
  const { vocabulary, context, width, blocks } = sizes;
  const affine = (name: string, from: number, to: number): Declared[] => [
    [`${name}/kernel`, [from, to], 'glorot'],
    [`${name}/bias`, [to], 'zeros'],
  ];
  const norm = (name: string): Declared[] => [
    [`${name}/scale`, [width], 'ones'],
    [`${name}/shift`, [width], 'zeros'],
  ];
  const block = (name: string): Declared[] => [
    ...norm(`${name}/normalization`),
    ...affine(`${name}/attention/queries_keys_values`, width, 3 * width),
    ...affine(`${name}/attention/projection`, width, width),
    ...norm(`${name}/normalization_1`),
    ...affine(`${name}/widen`, width, 4 * width),
    ...affine(`${name}/narrow`, 4 * width, width),
  ];
  return [
    ['embedding/characters', [vocabulary, width], 'embedding'],
    ['embedding/places', [context, width], 'embedding'],
    ...Array.from({ length: blocks }, (_, at) => block(at === 0 ? 'block' : `block_${at}`)).flat(),
    ...norm('normalization'),
    ['head/kernel', [width, vocabulary], 'glorot'],
  ];
}

/** Every row's characters from one place on: those that are read, or those that come next. */
function window(name: string, { data: text }: Filled, from: number): Filled {
  const { context } = sizes;
  const rows = Array.from({ length: batch }, (_, row) => {
    const start = row * (context + 1) + from;
    return [...text.subarray(start, start + context)];
  });
  return { name, shape: [batch, context], data: Int32Array.from(rows.flat()) };
}
