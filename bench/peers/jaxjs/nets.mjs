import { gpt } from './gpt.mjs';
import { lenet, layoutOfLenet } from './lenet.mjs';
import { lstm } from './lstm.mjs';
import { perceptron } from './perceptron.mjs';

/** A net's outputs, or their logits: `(parameters, x)`. */
export const netOf = ({ kind, hidden }) =>
  ({ gpt, lenet, lstm })[kind] ?? ((parameters, x) => perceptron(parameters, x, hidden));

const asItIs = { parameters: (given) => given, images: (x) => x };

/** How a net wants our parameters and inputs to lie. */
export const layoutOf = ({ kind }) => (kind === 'lenet' ? layoutOfLenet : asItIs);
