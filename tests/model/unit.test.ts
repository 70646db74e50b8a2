import { describe, expect, test } from 'vitest';
import { printGraph, type EntryPoint, type Unit } from '../../src/graph/index.js';
import { categoricalCrossentropy, meanSquaredError } from '../../src/losses/index.js';
import { categoricalAccuracy } from '../../src/metrics/index.js';
import { bool, f32, i32, model, program, ratio, traceUnit, u32 } from '../../src/model/index.js';
import { dense, dropout, parameter, sequential } from '../../src/nn/index.js';
import { add, cast, mean, mul, sub, sum, square, tap, uniform, where } from '../../src/ops/index.js';
import { adam, sgd } from '../../src/optim/index.js';
import { entryOf, instance } from './simulate.js';

const classify = sequential(dense(4, { activation: 'relu' }), dropout(0.5), dense(2, { activation: 'softmax' }));

const classifier = model({
  inputs: { image: f32('N', 3), label: f32('N', 2) },
  outputs: ({ image }) => ({ probabilities: classify(image) }),
  loss: ({ probabilities, label }) => categoricalCrossentropy(label, probabilities),
  metrics: ({ probabilities, label }) => ({ accuracy: categoricalAccuracy(label, probabilities) }),
  optimizer: adam({ learningRate: 0.01 }),
});

const parameters = ['dense/kernel', 'dense/bias', 'dense_1/kernel', 'dense_1/bias'];
const slots = parameters.flatMap((name) => [`tapeless/momentum/${name}`, `tapeless/velocity/${name}`]);
const hyperparameters = ['learningRate', 'beta1', 'beta2', 'epsilon'].map((name) => `tapeless/${name}`);

const read = ({ readings }: EntryPoint): string[] => readings.map(({ variable }) => variable).sort();
const written = ({ updates }: EntryPoint): string[] => updates.map(({ variable }) => variable).sort();
const fed = ({ feeds }: EntryPoint): string[] => feeds.map(({ name }) => name);

describe('the unit of a model', () => {
  const unit = traceUnit(classifier, 'default');
  const entry = (name: EntryPoint['name']): EntryPoint => entryOf(unit, name);

  test('has its variables, each with its role', () => {
    const roles = Object.fromEntries(unit.variables.map(({ name, role }) => [name, role]));
    expect(roles).toEqual({
      ...Object.fromEntries(parameters.map((name) => [name, 'parameter'])),
      ...Object.fromEntries(slots.map((name) => [name, 'slot'])),
      ...Object.fromEntries(hyperparameters.map((name) => [name, 'hyperparameter'])),
      'tapeless/step': 'step',
      'tapeless/seed': 'seed',
    });
    expect(unit.variables.filter(({ trainable }) => trainable).map(({ name }) => name)).toEqual(parameters);
    expect(new Set(unit.variables.map(({ name }) => name)).size).toBe(unit.variables.length);
  });

  test('knows plain initial values, and computes the others in init', () => {
    const initial = Object.fromEntries(unit.variables.map((variable) => [variable.name, variable.initial]));
    expect(initial).toMatchObject({ 'dense/kernel': null, 'dense/bias': 0, 'tapeless/learningRate': 0.01 });
    expect(written(entry('init'))).toEqual(['dense/kernel', 'dense_1/kernel']);
    expect(read(entry('init'))).toEqual(['tapeless/seed']);
  });

  test('step reads and writes everything that is trained', () => {
    expect(fed(entry('step'))).toEqual(['image', 'label']);
    const state = [...parameters, ...slots, 'tapeless/step'];
    expect(written(entry('step'))).toEqual([...state].sort());
    expect(read(entry('step'))).toEqual([...state, ...hyperparameters, 'tapeless/seed'].sort());
    expect(entry('step').results).toEqual([
      { kind: 'mean', path: ['loss'], index: 0 },
      { kind: 'mean', path: ['accuracy'], index: 1 },
    ]);
  });

  test('evaluate needs the labels and changes nothing, predict needs only what the outputs need', () => {
    expect(fed(entry('evaluate'))).toEqual(['image', 'label']);
    expect(fed(entry('predict'))).toEqual(['image']);
    for (const name of ['evaluate', 'predict'] as const) {
      expect(read(entry(name))).toEqual([...parameters].sort());
      expect(written(entry(name))).toEqual([]);
    }
    expect(entry('predict').results).toEqual([{ kind: 'tensor', path: ['probabilities'], index: 0 }]);
  });

  test('indices are places in the graph, of the same types', () => {
    for (const { graph, feeds, readings, results, updates } of unit.entries) {
      const inputs = [...feeds.map(({ index }) => index), ...readings.map(({ index }) => index)];
      expect(inputs).toEqual(graph.inputs.map((_, k) => k));
      feeds.forEach(({ index, dtype, shape }) => expect(graph.inputs[index]).toMatchObject({ dtype, shape }));
      for (const { variable, index } of [...updates, ...readings]) {
        const { dtype, shape } = unit.variables.find(({ name }) => name === variable)!;
        const among = updates.some((one) => one.variable === variable && one.index === index)
          ? graph.outputs
          : graph.inputs;
        expect(among[index]).toMatchObject({ dtype, shape });
      }
      expect(results.length + updates.length).toBe(graph.outputs.length);
    }
  });

  test('scalars of the optimizer are computed once, whatever the number of parameters', () => {
    const { nodes } = entry('step').graph;
    const powers = nodes.filter(({ op, results }) => op.name === 'pow' && results[0]!.shape.length === 0);
    expect(powers.length).toBe(2);
  });

  test('tracing twice gives the same text', () => {
    const text = (one: Unit): string[] => one.entries.map(({ graph }) => printGraph(graph));
    expect(text(traceUnit(classifier, 'default'))).toEqual(text(unit));
  });

  test('every node of a layer carries its path and the line in this file', () => {
    const { nodes } = entry('predict').graph;
    expect(new Set(nodes.map(({ source }) => source.layer))).toEqual(new Set(['dense', 'dense_1']));
    expect(nodes.every(({ source }) => source.file.endsWith('tests/model/unit.test.ts'))).toBe(true);
  });
});

describe('an instance', () => {
  const image = [0.5, -1, 2, 1, 0.25, -0.5];
  const label = [1, 0, 0, 1];

  test('learns, and its dropout differs from step to step', () => {
    const net = instance(traceUnit(classifier, 'default'));
    const losses = Array.from({ length: 60 }, () => Number(net.call('step', { image, label })['loss']));
    expect(new Set(losses).size).toBe(60);
    const late = losses.slice(-20).reduce((a, b) => a + b) / 20;
    expect(late).toBeLessThan(losses.slice(0, 20).reduce((a, b) => a + b) / 20);
    expect(net.state.get('tapeless/step')!.data).toEqual(Float64Array.of(60));
  });

  test('predicts and evaluates the same however often: nothing random is drawn', () => {
    const net = instance(traceUnit(classifier, 'default'));
    const before = new Map(net.state);
    const first = net.call('predict', { image });
    expect(net.call('predict', { image })).toEqual(first);
    expect(net.call('evaluate', { image, label })).toEqual(net.call('evaluate', { image, label }));
    expect(new Map(net.state)).toEqual(before);
  });

  test('starts from its seed', () => {
    const kernel = (seed: number) => instance(traceUnit(classifier, 'default'), { seed }).state.get('dense/kernel');
    expect(kernel(1)).toEqual(kernel(1));
    expect(kernel(2)).not.toEqual(kernel(1));
  });
});

describe('results', () => {
  test('a ratio is told by its two parts', () => {
    const declared = model({
      inputs: { x: f32('N'), y: f32('N'), mask: f32('N') },
      outputs: ({ x }) => ({ guess: mul(x, parameter([], { name: 'w', initializer: 2 })) }),
      loss: ({ guess, y, mask }) => ratio(sum(mul(square(sub(guess, y)), mask)), sum(mask)),
      metrics: ({ mask }) => ({ used: ratio(sum(mask), sum(add(mul(mask, 0), 1))), counted: sum(cast(mask, 'i32')) }),
      optimizer: sgd({ learningRate: 0.5 }),
    });
    const unit = traceUnit(declared, 'default');
    expect(entryOf(unit, 'evaluate').results).toEqual([
      { kind: 'ratio', path: ['loss'], index: 0, weight: 1 },
      { kind: 'ratio', path: ['used'], index: 2, weight: 3 },
      { kind: 'mean', path: ['counted'], index: 4 },
    ]);
    const net = instance(unit);
    expect(net.call('step', { x: [1, 2, 3], y: [0, 2, 9], mask: [1, 1, 0] })).toEqual({
      loss: 4,
      used: 2 / 3,
      counted: 2,
    });
    // d/dw of ((w)² + (2w - 2)²) / 2 at 2 is 6.
    expect(net.state.get('w')!.data).toEqual(Float64Array.of(2 - 0.5 * 6));
  });

  test('taps come out of step, predict and run, each where it was made', () => {
    const declared = model({
      inputs: { x: f32('N'), y: f32('N') },
      outputs: ({ x }) => ({ guess: tap('scaled', mul(x, parameter([], { name: 'w', initializer: 3 }))) }),
      loss: ({ guess, y }) => mean(tap('errors', square(sub(guess, y)))),
      optimizer: sgd(),
    });
    const net = instance(traceUnit(declared, 'default'));
    const x = [1, 2];
    expect(net.call('predict', { x })).toEqual({ guess: [3, 6], 'taps.scaled': [3, 6] });
    expect(net.call('evaluate', { x, y: x })).toEqual({ loss: 10 });
    expect(net.call('step', { x, y: x })).toEqual({ loss: 10, 'taps.scaled': [3, 6], 'taps.errors': [4, 16] });
    const run = program({ inputs: { x: f32('N') }, outputs: ({ x }) => ({ y: add(tap('in', mul(x, 2)), 1) }) });
    expect(instance(traceUnit(run, 'default')).call('run', { x })).toEqual({ y: [3, 5], 'taps.in': [2, 4] });
  });

  test('outputs may be records of records, and inputs themselves', () => {
    const declared = program({
      inputs: { x: f32('N'), k: i32(), u: u32(), b: bool('N') },
      outputs: ({ x, k, u, b }) => ({ deep: { er: { x, sum: sum(x) } }, k: add(k, 1), u, chosen: where(b, x, 0) }),
    });
    const run = instance(traceUnit(declared, 'default'));
    expect(run.call('run', { x: [1, 2], k: 3, u: 4, b: [1, 0] })).toEqual({
      'deep.er.x': [1, 2],
      'deep.er.sum': 3,
      k: 4,
      u: 4,
      chosen: [1, 0],
    });
  });
});

describe('the unit of a program', () => {
  test('has nothing but run where nothing is kept', () => {
    const unit = traceUnit(program({ inputs: { x: f32('N') }, outputs: ({ x }) => ({ y: mul(x, x) }) }), 'square');
    expect(unit).toMatchObject({ name: 'square', variables: [] });
    expect(unit.entries.map(({ name }) => name)).toEqual(['run']);
  });

  test('that draws numbers counts its runs', () => {
    const noise = program({
      inputs: { x: f32('N') },
      outputs: ({ x }) => ({ y: add(x, uniform(['N'])), z: uniform([1]) }),
    });
    const unit = traceUnit(noise, 'default');
    expect(unit.variables.map(({ name }) => name)).toEqual(['tapeless/step', 'tapeless/seed']);
    const run = instance(unit);
    const [first, second] = [run.call('run', { x: [0] }), run.call('run', { x: [0] })];
    // Two draws, two runs: four numbers.
    expect(new Set([first['y'], first['z'], second['y'], second['z']].flat()).size).toBe(4);
    expect(instance(unit).call('run', { x: [0] })).toEqual(first);
    expect(instance(unit, { seed: 2 }).call('run', { x: [0] })).not.toEqual(first);
  });

  test('with parameters has init', () => {
    const unit = traceUnit(
      program({ inputs: { x: f32('N', 2) }, outputs: ({ x }) => ({ y: dense(2)(x) }) }),
      'default',
    );
    expect(unit.entries.map(({ name }) => name)).toEqual(['init', 'run']);
    expect(unit.variables.map(({ name }) => name)).toEqual(['dense/kernel', 'dense/bias', 'tapeless/seed']);
  });
});

describe('the first loss and an evaluation agree where nothing is random', () => {
  test('and a training trace is not an inference trace', () => {
    const layer = dense(1);
    const declared = model({
      inputs: { x: f32('N', 2), y: f32('N', 1) },
      outputs: ({ x }) => ({ guess: layer(x) }),
      loss: ({ guess, y }) => meanSquaredError(y, guess),
      optimizer: sgd(),
    });
    const net = instance(traceUnit(declared, 'default'));
    const batch = { x: [1, 2, 3, 4], y: [1, 0] };
    const { loss } = net.call('evaluate', batch);
    expect(Number(net.call('step', batch)['loss'])).toBeCloseTo(Number(loss), 12);
    expect(Number(net.call('evaluate', batch)['loss'])).toBeLessThan(Number(loss));
  });
});
