import { describe, expect, test } from 'vitest';
import { layer, program, state, traceUnit, f32, type Outputs } from '../../src/model/index.js';
import { dense, parameter, sequential } from '../../src/nn/index.js';
import type { Tensor } from '../../src/graph/index.js';
import { add, mul } from '../../src/ops/index.js';

/** The names of the variables of a program whose input is x [N, 3]. */
function namesOf(outputs: (x: Tensor<readonly ['N', 3]>) => Outputs): string[] {
  const declared = program({ inputs: { x: f32('N', 3) }, outputs: ({ x }) => outputs(x) });
  return traceUnit(declared, 'default')
    .variables.filter(({ role }) => role === 'parameter' || role === 'state')
    .map(({ name }) => name);
}

/** A layer of its own kind, with one parameter. */
const scale = (name?: string) =>
  layer({ kind: 'scale', ...(name !== undefined && { name }) }, (x: Tensor) =>
    mul(x, parameter([1], { name: 'factor', initializer: 1 })),
  );

describe('names are Keras paths', () => {
  test('numbered at the first call, by kind', () => {
    const [a, b, c] = [dense(3), dense(3), dense(3)];
    expect(namesOf((x) => ({ y: sequential(b, scale(), a, c)(x) }))).toEqual([
      ...['dense/kernel', 'dense/bias', 'scale/factor', 'dense_1/kernel', 'dense_1/bias'],
      ...['dense_2/kernel', 'dense_2/bias'],
    ]);
  });

  test('or the layer has a name of its own, which a number avoids', () => {
    expect(namesOf((x) => ({ y: sequential(scale('scale_1'), scale(), scale(), scale('logits'))(x) }))).toEqual([
      'scale_1/factor',
      'scale/factor',
      'scale_2/factor',
      'logits/factor',
    ]);
  });

  test('a layer called twice shares its parameters', () => {
    const shared = dense(3);
    expect(namesOf((x) => ({ y: dense(2)(shared(shared(x))) }))).toEqual([
      ...['dense/kernel', 'dense/bias', 'dense_1/kernel', 'dense_1/bias'],
    ]);
  });

  test('layers inside a layer are joined with a slash and numbered within it', () => {
    const block = (name?: string) => {
      const [first, second] = [dense(3, { useBias: false }), dense(3, { useBias: false })];
      return layer({ kind: 'block', ...(name !== undefined && { name }) }, (x: Tensor) => add(second(first(x)), x));
    };
    expect(namesOf((x) => ({ y: dense(1)(sequential(block(), block('last'), block())(x)) }))).toEqual([
      ...['block/dense/kernel', 'block/dense_1/kernel'],
      ...['last/dense/kernel', 'last/dense_1/kernel'],
      ...['block_1/dense/kernel', 'block_1/dense_1/kernel', 'dense/kernel', 'dense/bias'],
    ]);
  });

  test('layers made inside a body are the same at each call', () => {
    const outer = dense(3, { useBias: false });
    const block = layer({ kind: 'block' }, (x: Tensor) => scale()(outer(scale()(x))));
    expect(namesOf((x) => ({ y: block(block(x)) }))).toEqual([
      'block/scale/factor',
      'block/dense/kernel',
      'block/scale_1/factor',
    ]);
  });

  test('a layer keeps the path of its first call wherever it is called', () => {
    const shared = scale();
    const block = layer({ kind: 'block' }, (x: Tensor) => shared(x));
    expect(namesOf((x) => ({ y: block(shared(x)) }))).toEqual(['scale/factor']);
    expect(namesOf((x) => ({ y: shared(block(x)) }))).toEqual(['block/scale/factor']);
  });

  test('parameters and states outside any layer have their own names', () => {
    expect(
      namesOf((x) => ({ y: mul(add(x, state([3], { name: 'shift', initial: 0 })), parameter([3], { name: 'w' })) })),
    ).toEqual(['shift', 'w']);
  });

  test('two programs that call one layer own a copy each under the same names', () => {
    const shared = dense(3);
    const [a, b] = [namesOf((x) => ({ y: shared(x) })), namesOf((x) => ({ y: shared(dense(3)(x)) }))];
    expect(a).toEqual(['dense/kernel', 'dense/bias']);
    expect(b).toEqual(['dense/kernel', 'dense/bias', 'dense_1/kernel', 'dense_1/bias']);
  });

  test('any characters', () => {
    const name = '"*/ `${x}`\n__proto__';
    expect(namesOf((x) => ({ y: scale(name)(x) }))).toEqual([`${name}/factor`]);
    expect(namesOf((x) => ({ y: scale('__proto__')(scale('constructor')(x)) }))).toEqual([
      'constructor/factor',
      '__proto__/factor',
    ]);
  });
});
