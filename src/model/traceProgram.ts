import type { Source } from '../base/index.js';
import { add } from '../ops/index.js';
import { topological, withSource, type Tensor } from '../graph/index.js';
import type { Traced, Yield } from './entry.js';
import { listOutputs } from './forward.js';
import type { ProgramOptions } from './program.js';
import { assignments, tapYields } from './traceModel.js';
import { stepName, traceOnce, type UnitLeaves } from './unitTrace.js';

/** A program's one entry point, beside `init`. Where it draws numbers, each run counts as a step. */
export function traceProgram({ outputs }: ProgramOptions, leaves: UnitLeaves, source: Source): Traced {
  return traceOnce(leaves, false, (effects) => {
    const listed = listOutputs('program()', outputs(leaves.feeds as never), effects, source);
    const yields: Yield[] = [...listed, ...tapYields(effects.taps)];
    const assigned = assignments(effects);
    const values = [...yields.flatMap(tensorsOf), ...assigned.map(([, value]) => value)];
    const draws = topological(values).includes(leaves.step.node);
    const updates = draws
      ? [...assigned, [stepName, withSource(source, () => add(leaves.step, 1))] as const]
      : assigned;
    return {
      parts: [{ name: 'run', takes: 'every', yields, updates }],
      variables: [],
      leaves: [],
    };
  });
}

const tensorsOf = (one: Yield): Tensor[] => (one.kind === 'ratio' ? [one.total, one.weight] : [one.value]);
