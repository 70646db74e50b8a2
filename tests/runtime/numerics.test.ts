import { expect, test } from 'vitest';
import { evaluated, handMade, refusal, type HandMade } from '../module/handMade.js';

/** y = 1 / x, with a check as the JavaScript back end prints it; w counts before that. */
const reciprocal = (name: 'step' | 'run'): HandMade => ({
  variables: [{ name: 'w', role: 'state', shape: [2] }],
  buffers: [{ name: 'y', shape: ['N'] }],
  entries: [
    {
      name,
      feeds: [{ name: 'x', shape: ['N'] }],
      results: [{ path: ['y'], of: ['y'] }],
      body: (v) => [
        `${v('w')}[0] += 1;`,
        `for (let k = 0; k < N; k++) ${v('y')}[k] = 1 / ${v('x')}[k];`,
        `check(${v('y')}, N, 'y', 'hand.model.ts:4:18');`,
        `${v('w')}[1] += 1;`,
      ],
    },
  ],
});

test.each(['step', 'run'] as const)(
  'a %s that meets an infinity stops, names it, and leaves the state as it was',
  (name) => {
    const net = evaluated([handMade(reciprocal(name))], { checkNumerics: true }).create();
    net[name]({ x: new Float32Array([1, 2]) });
    expect(refusal(() => net[name]({ x: new Float32Array([1, 0]) }))).toEqual({
      name: 'TapelessError',
      code: 'not-finite',
      says: 'y, made at hand.model.ts:4:18, is Infinity at position 1. The state is as it was before.',
    });
    expect([...net.parameters['w'].data]).toEqual([1, 1]);
    expect(net[name]({ x: new Float32Array([4]) })).toEqual({ y: new Float32Array([0.25]) });
    expect([...net.parameters['w'].data]).toEqual([2, 2]);
  },
);
