// What user's functions may return, and the options that they are given under.
import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/graph/index.js';
import { layer, model, program, state, traceUnit } from '../../src/model/index.js';
import { parameter } from '../../src/nn/index.js';
import { add, mean } from '../../src/ops/index.js';
import { modelOf, optimizerOf, outputsOf, told, type Row } from './told.js';

const promise = 'a promise: the function is async, and tracing does not wait';

const rows: readonly Row[] = [
  [
    'an option that a model does not have',
    modelOf({ metric: () => ({}) }),
    'unknown-option',
    'model(): there is no option "metric"; expected inputs, outputs, loss, metrics, optimizer, allowUnused. Write `metrics`.',
    1,
  ],
  [
    'an option that a program does not have',
    () => traceUnit(program({ inputs: {}, outputs: () => ({}), output: 1 } as never), 'default'),
    'unknown-option',
    'program(): there is no option "output"; expected inputs, outputs. Write `outputs`.',
    1,
  ],
  [
    'a model of nothing',
    () => traceUnit(model(undefined as never), 'default'),
    'bad-model',
    'model(): what it declares is missing, expected an object.',
    1,
  ],
  [
    'an option that a parameter does not have',
    outputsOf((x) => ({ y: add(x, layer({ kind: 'a' }, () => parameter([2], { name: 'b', init: 1 } as never))()) })),
    'unknown-option',
    'parameter(): there is no option "init"; expected name, initializer, trainable. Write `initializer`.',
    1,
  ],
  [
    'an option that a state does not have',
    outputsOf((x) => ({ y: add(x, state([2], { name: 'b', initial: 1, trainable: true } as never)) })),
    'unknown-option',
    'state(): there is no option "trainable"; expected name, initial, dtype. Leave it out.',
    1,
  ],
  [
    'outputs that return a tensor',
    outputsOf((x) => x),
    'bad-model',
    'program(): what `outputs` returns is a tensor, expected a record of tensors, such as ({ y }).',
    1,
  ],
  [
    'outputs that return nothing',
    outputsOf(() => undefined),
    'bad-model',
    'program(): what `outputs` returns is missing, expected a record of tensors, such as ({ y }).',
    1,
  ],
  [
    'outputs that return an empty record',
    outputsOf(() => ({})),
    'bad-model',
    'program(): what `outputs` returns is an empty record, expected a record of tensors, such as ({ y }).',
    1,
  ],
  [
    'outputs of a model that return an empty record',
    modelOf({ outputs: () => ({ deep: {} }) }),
    'bad-model',
    'model(): what `outputs` returns is an empty record, expected a record of tensors, such as ({ y }).',
    1,
  ],
  [
    'outputs that return a Map',
    outputsOf((x) => new Map([['y', x]])),
    'bad-model',
    'program(): what `outputs` returns is a Map, expected a record of tensors, such as ({ y }).',
    1,
  ],
  [
    'outputs that come later',
    outputsOf(async (x) => Promise.resolve({ y: x })),
    'bad-model',
    `program(): what \`outputs\` returns is ${promise}, expected a record of tensors, such as ({ y }).`,
    1,
  ],
  [
    'outputs that fail later',
    outputsOf(() => Promise.reject(new Error('nobody hears this'))),
    'bad-model',
    `program(): what \`outputs\` returns is ${promise}, expected a record of tensors, such as ({ y }).`,
    1,
  ],
  [
    'an output that comes later',
    outputsOf((x) => ({ y: Promise.resolve(x) })),
    'bad-model',
    `program(): the output 'y' is ${promise}, expected a tensor.`,
    1,
  ],
  [
    'outputs of a model that come later',
    modelOf({ outputs: async ({ x }: { x: Tensor }) => Promise.resolve({ guess: x }) }),
    'bad-model',
    `model(): what \`outputs\` returns is ${promise}, expected a record of tensors, such as ({ y }).`,
    1,
  ],
  [
    'a loss that comes later',
    modelOf({ loss: async ({ guess }: { guess: Tensor }) => Promise.resolve(mean(guess)) }),
    'bad-model',
    `model(): the loss is ${promise}, expected a scalar tensor or a ratio().`,
    1,
  ],
  [
    'a loss that returns nothing',
    modelOf({ loss: () => {} }),
    'bad-model',
    'model(): the loss is missing, expected a scalar tensor or a ratio().',
    1,
  ],
  [
    'metrics that come later',
    modelOf({ metrics: async () => Promise.resolve({}) }),
    'bad-model',
    `model(): what \`metrics\` returns is ${promise}, expected a record of scalars.`,
    1,
  ],
  [
    'metrics that return nothing',
    modelOf({ metrics: () => {} }),
    'bad-model',
    'model(): what `metrics` returns is missing, expected a record of scalars.',
    1,
  ],
  [
    'metrics that are no function',
    modelOf({ metrics: {} }),
    'bad-model',
    'model(): metrics is an object, expected a function.',
    1,
  ],
  [
    'an update that comes later',
    optimizerOf({ update: (async () => Promise.resolve({})) as never }),
    'bad-optimizer',
    `The optimizer's update of 'dense/kernel' is ${promise}, expected a record { parameter, slots }.`,
    1,
  ],
  [
    'an update that returns nothing',
    optimizerOf({ update: (() => {}) as never }),
    'bad-optimizer',
    "The optimizer's update of 'dense/kernel' is missing, expected a record { parameter, slots }.",
    1,
  ],
  [
    'gradients that come later',
    optimizerOf({ gradients: (async () => Promise.resolve([])) as never }),
    'bad-optimizer',
    `The optimizer's gradients() is ${promise}, expected a list of as many as it was given.`,
    1,
  ],
  [
    'an initial value that comes later',
    outputsOf((x) => ({
      y: add(x, parameter([2], { name: 'w', initializer: (async () => Promise.resolve(1)) as never })),
    })),
    'bad-initial',
    `The initial value of 'w' is ${promise}, expected f32[2].`,
    1,
  ],
];

describe('what is said of', () => {
  test.each(rows)('%s', (_, action, code, message, lines) => {
    expect(told(action)).toEqual({ code, message, lines });
  });
});
