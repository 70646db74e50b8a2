// examples/gpt/gpt.model.ts: a small character GPT, pre-norm blocks of causal attention and a GELU perceptron
import {
  adam,
  add,
  dense,
  einsum,
  gather,
  gelu,
  i32,
  iota,
  layer,
  lessEqual,
  model,
  mul,
  parameter,
  reshape,
  softmax,
  sparseCategoricalCrossentropy,
  split,
  standardize,
  where,
  type Model,
  type Tensor,
} from 'tapeless';

export interface GptSizes {
  readonly vocabulary: number;
  readonly context: number;
  readonly width: number;
  readonly heads: number;
  readonly blocks: number;
}

export function gptModel(sizes: GptSizes): Model {
  const { vocabulary, context, blocks } = sizes;
  const embed = embedding(sizes);
  const body = Array.from({ length: blocks }, () => block(sizes));
  const normalize = layerNormalization();
  const head = dense(vocabulary, { useBias: false, name: 'head' });
  return model({
    inputs: { x: i32('N', context), y: i32('N', context) },
    outputs: ({ x }) => {
      const logits = head(normalize(body.reduce((h, next) => next(h), embed(x))));
      return { logits, prediction: softmax(logits) };
    },
    loss: ({ logits, y }) => sparseCategoricalCrossentropy(y, logits, { fromLogits: true }),
    optimizer: adam(),
  });
}

/** What a character and its place stand for, added. */
const embedding = ({ vocabulary, context, width }: GptSizes) =>
  layer({ kind: 'embedding' }, (characters: Tensor) => {
    const table = parameter([vocabulary, width], { name: 'characters' });
    const places = parameter([context, width], { name: 'places' });
    return add(gather(table, characters, { axis: 0 }), places);
  });

function block(sizes: GptSizes): (h: Tensor) => Tensor {
  const { width } = sizes;
  const [before, between] = [layerNormalization(), layerNormalization()];
  const attend = attention(sizes);
  const widen = dense(4 * width, { activation: (x) => gelu(x, { approximate: true }), name: 'widen' });
  const narrow = dense(width, { name: 'narrow' });
  return layer({ kind: 'block' }, (h: Tensor) => {
    const attended = add(h, attend(before(h)));
    return add(attended, narrow(widen(between(attended))));
  });
}

/** Each place looks at itself and at the ones before it. */
function attention({ context, width, heads }: GptSizes): (h: Tensor) => Tensor {
  const each = width / heads;
  const project = dense(3 * width, { name: 'queries_keys_values' });
  const join = dense(width, { name: 'projection' });
  return layer({ kind: 'attention' }, (h: Tensor) => {
    const [queries, keys, values] = split(reshape(project(h), ['N', context, 3 * heads, each]), 3, { axis: 2 });
    const scores = mul(einsum('nqhd,nkhd->nhqk', queries!, keys!), each ** -0.5);
    const weights = softmax(where(causal(context), scores, -1e9));
    return join(reshape(einsum('nhqk,nkhd->nqhd', weights, values!), ['N', context, width]));
  });
}

const causal = (context: number): Tensor =>
  lessEqual(iota([context, context], { axis: 1 }), iota([context, context], { axis: 0 }));

const layerNormalization = () =>
  layer({ kind: 'normalization' }, (x: Tensor) => {
    const features = x.shape.at(-1) as number;
    const scale = parameter([features], { name: 'scale', initializer: 1 });
    const shift = parameter([features], { name: 'shift', initializer: 0 });
    return add(mul(standardize(x, { epsilon: 1e-5 }), scale), shift);
  });

export default gptModel({ vocabulary: 64, context: 32, width: 64, heads: 4, blocks: 2 });
