import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/graph/index.js';
import { assign, f32, i32, layer, program, ratio, state, traceUnit } from '../../src/model/index.js';
import { dense, parameter, sequential } from '../../src/nn/index.js';
import { add, cast, mean, mul, sum } from '../../src/ops/index.js';
import { modelOf, optimizerOf, outputsOf, told, type Row } from './told.js';

const scale = (name: string) =>
  layer({ kind: 'scale', name }, (x: Tensor) => mul(x, parameter([1], { name: 'factor', initializer: 1 })));

const rows: readonly Row[] = [
  [
    'an extent that is no number',
    () => f32('N', 2.5),
    'bad-input',
    "f32('N', 2.5): 2.5 is no extent. An extent is a whole number from 0, the batch size 'N', or what grows with it, such as 'N+1'.",
    1,
  ],
  [
    'an extent of another name',
    () => i32('M'),
    'bad-input',
    "i32('M'): 'M' is no extent. An extent is a whole number from 0, the batch size 'N', or what grows with it, such as 'N+1'.",
    1,
  ],
  [
    'something that is no model',
    () => traceUnit(42, 'net'),
    'not-a-model',
    "The export 'net' is the number 42, expected what model() or program() gives.",
    0,
  ],
  [
    'missing inputs',
    modelOf({ inputs: undefined }),
    'bad-model',
    "model(): inputs is missing, expected a record such as { x: f32('N', 2) }.",
    1,
  ],
  [
    'an input that is no type',
    modelOf({ inputs: { x: [2, 3] } }),
    'bad-model',
    "model(): the input 'x' is an array, expected a type such as f32('N', 2).",
    1,
  ],
  ['a missing loss', modelOf({ loss: undefined }), 'bad-model', 'model(): loss is missing, expected a function.', 1],
  [
    'an optimizer by name',
    modelOf({ optimizer: 'adam' }),
    'bad-model',
    'model(): optimizer is the text "adam", expected an optimizer such as adam().',
    1,
  ],
  [
    'an output that is a number',
    outputsOf((x) => ({ deep: { y: 3, x } })),
    'bad-model',
    "program(): the output 'deep.y' is the number 3, expected a tensor.",
    1,
  ],
  [
    'an output called taps',
    outputsOf((x) => ({ taps: x })),
    'name-clash',
    "The output 'taps' has the name of what holds tapped tensors. Rename one of them.",
    1,
  ],
  [
    'an output with the name of an input',
    modelOf({ outputs: ({ x }: { x: Tensor }) => ({ x }) }),
    'name-clash',
    "The output 'x' has the name of an input. Rename one of them.",
    1,
  ],
  [
    'a metric called loss',
    modelOf({ metrics: ({ guess }: { guess: Tensor }) => ({ loss: mean(guess) }) }),
    'name-clash',
    "The metric 'loss' has the name of the loss. Rename one of them.",
    1,
  ],
  [
    'a loss that is no scalar',
    modelOf({ loss: ({ guess }: { guess: Tensor }) => guess }),
    'not-a-scalar',
    'The loss is f32[N, 1], expected a scalar. Take its mean() or sum() over all axes.',
    2,
  ],
  [
    'a loss of integers',
    modelOf({ loss: ({ guess }: { guess: Tensor }) => cast(mean(guess), 'i32') }),
    'not-a-scalar',
    "The loss is i32[], expected f32. Convert it with cast(x, 'f32').",
    2,
  ],
  [
    'a loss that is a number',
    modelOf({ loss: () => 1 }),
    'bad-model',
    'model(): the loss is the number 1, expected a scalar tensor or a ratio().',
    1,
  ],
  [
    'a ratio with a weight that is no scalar',
    modelOf({ loss: ({ guess }: { guess: Tensor }) => ratio(sum(guess), guess) }),
    'not-a-scalar',
    'The loss is f32[N, 1], expected a scalar. Take its mean() or sum() over all axes.',
    2,
  ],
  [
    'a metric that is no scalar',
    modelOf({ metrics: ({ guess }: { guess: Tensor }) => ({ all: guess }) }),
    'not-a-scalar',
    "The metric 'all' is f32[N, 1], expected a scalar. Take its mean() or sum() over all axes.",
    2,
  ],
  [
    'a parameter that the loss does not depend on',
    modelOf({
      loss: ({ guess }: { guess: Tensor }) => mul(mean(guess), parameter([], { name: 'a', initializer: 1 })),
      metrics: () => ({ b: parameter([], { name: 'b', initializer: 1 }) }),
    }),
    'unused-parameter',
    "The loss does not depend on the parameter 'b'. Declare it with `trainable: false`, or give model() `allowUnused: true` to train with zero gradients.",
    2,
  ],
  [
    'several of them',
    modelOf({ loss: ({ y }: { y: Tensor }) => mean(y) }),
    'unused-parameter',
    "The loss does not depend on the parameters 'dense/kernel', 'dense/bias'. Declare them with `trainable: false`, or give model() `allowUnused: true` to train with zero gradients.",
    2,
  ],
  [
    'two layers of one name',
    outputsOf((x) => ({ y: sequential(scale('s'), scale('s'))(x) })),
    'duplicate-name',
    "Two layers have the name 's' (the first at errors.test.ts:LINE). Give one of them another name; to share, call the same layer twice.",
    2,
  ],
  [
    'two parameters of one name',
    outputsOf((x) => ({ y: add(mul(x, parameter([2], { name: 'w' })), parameter([2], { name: 'w' })) })),
    'duplicate-name',
    "Two variables have the name 'w' (the first at errors.test.ts:LINE). Give one of them another name; to share, call the same layer twice.",
    2,
  ],
  [
    'names that are one path in two ways',
    outputsOf((x) => ({ y: add(scale('a/b')(x), layer({ kind: 'a' }, (z: Tensor) => scale('b')(z))(x)) })),
    'duplicate-name',
    "Two variables have the name 'a/b/factor' (the first at errors.test.ts:LINE). Give one of them another name; to share, call the same layer twice.",
    2,
  ],
  [
    'an empty name',
    outputsOf((x) => ({ y: scale('')(x) })),
    'bad-name',
    "The name '' is empty. Choose another one.",
    1,
  ],
  [
    'the name of the optimizer’s state',
    outputsOf((x) => ({ y: scale('tapeless')(x) })),
    'bad-name',
    "The name 'tapeless' begins with 'tapeless', which is kept for the optimizer's state. Choose another one.",
    1,
  ],
  [
    'a shared layer with other features',
    outputsOf((x) => {
      const shared = dense(3);
      return { y: shared(shared(x)) };
    }),
    'changed-variable',
    "'dense/kernel' is a parameter f32[2, 3], and now asked for as a parameter f32[3, 3]. A shared layer must be called with the same number of features each time.",
    2,
  ],
  [
    'a parameter as long as the batch',
    outputsOf((x) => ({ y: add(x, parameter(x.shape as never, { name: 'w' })) })),
    'variable-shape',
    "'w' has the shape [N, 2]; expected whole numbers: a variable's size cannot depend on the batch.",
    1,
  ],
  [
    'an initializer of another shape',
    outputsOf((x) => ({ y: add(x, parameter([2], { name: 'w', initializer: () => [1, 2, 3] })) })),
    'bad-initial',
    "The initial value of 'w' is an array of another shape, expected f32[2].",
    1,
  ],
  [
    'an initial value of another dtype',
    outputsOf((x) => ({ x, k: state([], { name: 'k', initial: 0.5, dtype: 'i32' }) })),
    'bad-initial',
    "The initial value of 'k' is 0.5, expected i32[].",
    1,
  ],
  [
    'a tensor of another shape as initial value',
    outputsOf((x) => ({ y: add(x, parameter([2], { name: 'w', initializer: () => sum(parameterless()) })) })),
    'bad-initial',
    "The initial value of 'w' is f32[], expected f32[2].",
    1,
  ],
  [
    'assign to what is no state',
    outputsOf((x) => {
      assign(x, 1);
      return { x };
    }),
    'bad-assign',
    'assign(x): expected what state() gave.',
    1,
  ],
  [
    'assign of another shape',
    outputsOf((x) => {
      assign(state([2], { name: 's', initial: 0 }), sum(x));
      return { x };
    }),
    'bad-assign',
    'assign(s): the new value is f32[], expected f32[2].',
    1,
  ],
  [
    'a layer outside of a model',
    () => dense(2)({} as Tensor),
    'outside-model',
    'The layer dense was called outside of a model. Call it inside the functions given to model() or program().',
    0,
  ],
  [
    'an optimizer whose slot is no number',
    optimizerOf({ slots: { m: 'zero' as never } }),
    'bad-optimizer',
    "The optimizer's slot 'm' is the text \"zero\", expected a number.",
    1,
  ],
  [
    'a hyperparameter with a taken name',
    optimizerOf({ hyperparameters: { step: 1 } }),
    'bad-optimizer',
    "The optimizer's hyperparameter 'step' is called 'step', expected another name: that one is taken.",
    1,
  ],
  [
    'an update of another shape',
    optimizerOf({ update: ({ gradient }) => ({ parameter: sum(gradient) }) }),
    'bad-optimizer',
    "The optimizer's update of 'dense/kernel' is f32[], expected f32[2, 1].",
    1,
  ],
  [
    'a slot that is not given',
    optimizerOf({ slots: { m: 0 } }),
    'bad-optimizer',
    "The optimizer's slot 'm' of 'dense/kernel' is missing, expected f32[2, 1].",
    1,
  ],
  [
    'a slot that is not declared',
    optimizerOf({ update: ({ parameter: p }) => ({ parameter: p, slots: { m: p } }) }),
    'bad-optimizer',
    "The optimizer's slot 'm' is not declared, expected a name of its `slots`.",
    1,
  ],
  [
    'too few changed gradients',
    optimizerOf({ gradients: () => [] }),
    'bad-optimizer',
    "The optimizer's gradients() is a list of 0, expected as many as it was given, 2.",
    1,
  ],
];

/** A tensor that needs no model: of no random numbers. */
const parameterless = (): Tensor => add(1, [1, 2, 3]);

describe('what is said of', () => {
  test.each(rows)('%s', (_, action, code, message, lines) => {
    expect(told(action)).toEqual({ code, message, lines });
  });

  test('a tensor of another trace', () => {
    let kept: Tensor | null = null;
    const leak = program({ inputs: { z: f32('N') }, outputs: ({ z }) => ({ y: (kept = z) }) });
    traceUnit(leak, 'default');
    expect(told(outputsOf((x) => ({ y: add(sum(x), kept!) })))).toEqual({
      code: 'foreign-tensor',
      message:
        "The input 'z' of another model, or of another trace of this one, is used here. Use only tensors that the function was given or that it made itself.",
      lines: 2,
    });
  });

  test('an unused parameter, but not where that is allowed', () => {
    const unit = modelOf({ loss: ({ y }: { y: Tensor }) => mean(y), allowUnused: true })();
    expect(unit).toMatchObject({ name: 'default' });
  });
});
