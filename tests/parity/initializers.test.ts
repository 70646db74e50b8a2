import { describe, expect, test } from 'vitest';
import { elements } from '../../src/base/index.js';
import { program, traceUnit, type Initializer } from '../../src/model/index.js';
import { initializers, parameter } from '../../src/nn/index.js';
import { instance } from '../model/simulate.js';
import { expectClose, golden } from './golden.js';

interface Random {
  readonly name: Exclude<keyof typeof initializers, 'constant'>;
  readonly options: Readonly<Record<string, unknown>>;
  readonly shape: readonly number[];
  readonly refused?: string;
  readonly distribution: 'uniform' | 'truncatedNormal' | 'normal' | 'orthogonal';
  readonly low: number | null;
  readonly high: number | null;
  readonly meanOf: number;
  readonly stddevOf: number;
  readonly sample: { readonly quantiles: readonly number[] };
  readonly orthogonality: { readonly gain: number };
}

interface Exact {
  readonly name: 'zeros' | 'ones' | 'constant' | 'identity';
  readonly options: { readonly value?: number; readonly gain?: number };
  readonly shape: readonly number[];
  readonly refused?: string;
  readonly values: readonly number[];
}

const { random, exact, quantilesAt } = golden<{
  readonly random: readonly Random[];
  readonly exact: readonly Exact[];
  readonly quantilesAt: readonly number[];
}>('initializers');

/** What a fresh instance holds. */
function drawn(shape: readonly number[], initializer: Initializer): Float64Array {
  const outputs = () => ({ w: parameter(shape, { name: 'w', initializer }) });
  const { state } = instance(traceUnit(program({ inputs: {}, outputs }), 'default'), { seed: 7 });
  return state.get('w')!.data;
}

const meanOf = (xs: Float64Array): number => xs.reduce((a, b) => a + b, 0) / xs.length;

const make = ({ name, options }: Random): Initializer => {
  const { minval, maxval, ...rest } = options as { minval?: number; maxval?: number };
  const bounds = minval === undefined ? {} : { min: minval, max: maxval };
  return (initializers[name] as (options: object) => Initializer)({ ...rest, ...bounds });
};

describe.each(random.filter((one) => one.refused === undefined && one.distribution !== 'orthogonal'))(
  '$name $options of $shape',
  (one) => {
    const values = drawn(one.shape, make(one));
    const { length } = values;

    test('stays within the bounds', () => {
      expect(length).toBe(elements(one.shape));
      const [low, high] = [Math.min(...values), Math.max(...values)];
      expect(low).toBeGreaterThanOrEqual((one.low ?? -Infinity) - 1e-6 * one.stddevOf);
      expect(high).toBeLessThanOrEqual((one.high ?? Infinity) + 1e-6 * one.stddevOf);
    });

    test('has the mean and the deviation', () => {
      const mean = meanOf(values);
      expect(Math.abs(mean - one.meanOf)).toBeLessThan((5 * one.stddevOf) / Math.sqrt(length));
      const spread = Math.sqrt(meanOf(values.map((x) => (x - one.meanOf) ** 2)));
      expect(Math.abs(spread / one.stddevOf - 1)).toBeLessThan(5 / Math.sqrt(length));
    });

    test('has the quantiles of Keras', () => {
      quantilesAt.forEach((p, k) => {
        const below = values.filter((x) => x < one.sample.quantiles[k]!).length / length;
        expect(Math.abs(below - p), `quantile ${p}`).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / length) + 1e-3);
      });
    });
  },
);

describe.each(random.filter(({ distribution }) => distribution === 'orthogonal'))('$name $options of $shape', (one) => {
  test('has orthogonal rows or columns of the gain', () => {
    const values = drawn(one.shape, make(one));
    const columns = one.shape.at(-1)!;
    const rows = values.length / columns;
    const { gain } = one.orthogonality;
    const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
    const at = (vector: number, k: number): number =>
      values[rows < columns ? vector * columns + k : k * columns + vector]!;
    for (let a = 0; a < count; a++) {
      for (let b = 0; b < count; b++) {
        let product = 0;
        for (let k = 0; k < length; k++) product += at(a, k) * at(b, k);
        expect(Math.abs(product - (a === b ? gain ** 2 : 0))).toBeLessThan(1e-9);
      }
    }
  });
});

describe.each(random.filter((one) => one.refused !== undefined))('$name of $shape', (one) => {
  test('is refused as by Keras', () => {
    expect(() => drawn(one.shape, make(one))).toThrow('orthogonal: the shape is [64], expected at least 2 axes.');
  });
});

describe.each(exact)('$name $options of $shape', ({ name, options, shape, refused, values }) => {
  const make = (): Initializer =>
    name === 'constant' ? initializers.constant(options.value ?? 0) : initializers[name](options);
  if (refused === undefined)
    test('has the values of Keras', () => {
      expectClose([...drawn(shape, make())], values, { rtol: 0 });
    });
  if (refused !== undefined)
    test('is refused as by Keras', () => {
      expect(() => drawn(shape, make())).toThrow(`identity: the shape is [${shape.join(', ')}], expected 2 axes.`);
    });
});
