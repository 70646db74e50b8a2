import { expect } from 'vitest';
import { TapelessError, type Source } from '../../src/base/index.js';
import type { Tensor } from '../../src/graph/index.js';
import { f32, model, program, traceUnit, type Optimizer } from '../../src/model/index.js';
import { dense } from '../../src/nn/index.js';
import { mean } from '../../src/ops/index.js';
import { sgd } from '../../src/optim/index.js';

/** An error as its code, its words and the lines of its places, counted from `line` (of the call of this function). */
export function told(action: () => unknown): { code: string; message: string; lines: number } {
  try {
    action();
  } catch (error) {
    if (!(error instanceof TapelessError)) throw error;
    const places = error.places.map(({ source }) => source).filter(isHere);
    return { code: error.code, message: error.message.replaceAll(/:\d+:\d+\)/g, ':LINE)'), lines: places.length };
  }
  return expect.unreachable('nothing was thrown');
}

const isHere = ({ file }: Source): boolean => /\/tests\/model\/[\w.]+$/.test(file);

/** A sound model, but for the parts given. */
export const modelOf = (parts: object): (() => unknown) => {
  const whole = {
    inputs: { x: f32('N', 2), y: f32('N', 1) },
    outputs: ({ x }: { x: Tensor }) => ({ guess: dense(1)(x) }),
    loss: ({ guess }: { guess: Tensor }) => mean(guess),
    optimizer: sgd(),
    ...parts,
  };
  return () => traceUnit(model(whole as never), 'default');
};

export const outputsOf =
  (outputs: (x: Tensor<readonly ['N', 2]>) => unknown): (() => unknown) =>
  () =>
    traceUnit(program({ inputs: { x: f32('N', 2) }, outputs: ({ x }) => outputs(x) as never }), 'default');

export const optimizerOf = (parts: Partial<Optimizer>): (() => unknown) =>
  modelOf({
    optimizer: {
      hyperparameters: {},
      slots: {},
      update: ({ parameter: p }: { parameter: Tensor }) => ({ parameter: p }),
      ...parts,
    },
  });

/** A faulty action, and what is said of it; `lines` of the test's own file are told. */
export type Row = readonly [what: string, action: () => unknown, code: string, message: string, lines: number];
