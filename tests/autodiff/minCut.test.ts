import { expect, test } from 'vitest';
import { sinkSide } from '../../src/autodiff/minCut.js';

const [source, sink, a, b, c] = [0, 1, 2, 3, 4];
const side = (pipes: readonly (readonly [number, number, number])[]): number[] =>
  [...sinkSide({ vertices: 5, source, sink, pipes })].sort();

test('the least pipes are cut', () => {
  expect(
    side([
      [source, a, 5],
      [a, b, 2],
      [b, sink, 7],
    ]),
  ).toEqual([sink, b]);
  expect(
    side([
      [source, a, 3],
      [source, b, 3],
      [a, c, 2],
      [b, c, 2],
      [c, sink, 3],
    ]),
  ).toEqual([sink]);
});

test('of equal cuts, the one nearest to the sink', () => {
  expect(
    side([
      [source, a, 4],
      [a, b, 4],
      [b, sink, 4],
    ]),
  ).toEqual([sink]);
});

test('flow that took a wrong way is sent back', () => {
  // The shortest way crosses over; the best two go straight.
  expect(
    side([
      [source, a, 1],
      [source, b, 1],
      [a, b, 1],
      [a, sink, 1],
      [b, sink, 1],
    ]),
  ).toEqual([sink]);
});

test('where no pipe can be cut', () => {
  expect(() =>
    side([
      [source, a, Infinity],
      [a, sink, Infinity],
    ]),
  ).toThrow('no cut is finite');
});
