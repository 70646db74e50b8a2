import type { NdArray } from '../../src/base/index.js';
import { differences, makeGraph, type Tensor } from '../../src/graph/index.js';
import { beyondRounding, rounded } from '../../src/check/rounding.js';
import { stored } from './memory.js';
import type { Profile } from '../../src/schedule/index.js';
import { compiledJs, type Outcome, type Runnable } from './runJs.js';
import { interpreted } from './runNests.js';
import { compiledWasm } from './runWasm.js';
import { throughPasses, type Whole } from './scheduled.js';

const vectors: Profile = { lanes: 4, registers: 16, doubles: false, cache: 32768, memory: 2 ** 32 };

/** Whatever runs a program; a new back end is one line here. */
export const runners: Readonly<Record<string, (whole: Whole) => Runnable>> = {
  nests: interpreted,
  'nests in vectors': (whole) => interpreted(whole, vectors),
  js: compiledJs,
  wasm: compiledWasm,
};

/** What is wrong with a program's results and new variables, in words, against the float64 reference at the same inputs. */
export function faultsOf(whole: Whole, runnable: Runnable, fed: ReadonlyMap<Tensor, NdArray>, n = 1): string[] {
  const given = new Map([...fed].map(([x, value]) => [x, stored(value)]));
  const { results, variables }: Outcome = runnable(given, n);
  const outputs = [...whole.ys, ...(whole.updates?.values() ?? [])];
  const { singleSums = false } = runnable;
  const faults = (trials: number): string[] => {
    const { values, slack } = rounded(outputs, { values: given, n }, { trials, singleSums });
    return [...results, ...variables].flatMap((value, k) => {
      const fault = beyondRounding(value, values[k]!, slack[k]!);
      return fault === null ? [] : [`${k < results.length ? 'result' : 'variable'} ${k}: ${fault}`];
    });
  };
  // What depends on which of two near values is greater needs many trials to be seen; most programs need few.
  return faults(3).length === 0 ? [] : faults(40);
}

/** As `faultsOf`, after the passes of a build, which must keep the meaning in float64. */
export function faultsAfterPasses(
  whole: Whole,
  runner: (whole: Whole) => Runnable,
  fed: ReadonlyMap<Tensor, NdArray>,
  n = 1,
): string[] {
  const given = new Map([...fed].map(([x, value]) => [x, stored(value)]));
  const after = throughPasses(whole);
  const values = whole.xs.map((x) => given.get(x)!);
  const graphOf = ({ xs, ys, updates = new Map() }: Whole) => makeGraph(xs, [...ys, ...updates.values()]);
  const changed = differences(graphOf(whole), graphOf(after), { values, n }, { tolerance: 1e-7 });
  if (changed.length > 0) return changed.map((text) => `passes change ${text}`);
  return faultsOf(after, runner(after), new Map(after.xs.map((x, k) => [x, values[k]!])), n);
}
