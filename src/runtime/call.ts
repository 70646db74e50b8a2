import { feed, placeIn } from './inputs.js';
import { problem } from './problem.js';
import type { Called, Data, Net } from './unit.js';

/** One call of an entry point. */
export function call(net: Net, entry: Called, inputs: Record<string, Data | number>): object {
  const N = feed(net, entry, inputs);
  entry.run(N, net.views);
  return entry.results(net.views, N);
}

/** As `call`; a call that fails leaves the state as it was. */
export function callOrRestore(net: Net, entry: Called, inputs: Record<string, Data | number>): object {
  const before = net.state.map((values) => values.slice());
  try {
    return call(net, entry, inputs);
  } catch (error) {
    net.state.forEach((values, k) => values.set(before[k]!));
    throw error;
  }
}

/** Stops at the first NaN or infinity among a kernel's results. */
export function check(values: Data, length: number, name: string, made: string, strides: readonly number[]): void {
  for (let k = 0; k < length; k++)
    if (!Number.isFinite(values[k])) {
      const place = `${placeIn(name, strides, k)}, ${made},`;
      throw problem('not-finite', `${place} is ${values[k]}. The state is as it was before.`);
    }
}

/** What is left of merged counts: 0 where nothing was counted. */
export function quotient(total: number | undefined, weight: number | undefined): number {
  return total !== undefined && weight ? total / weight : 0;
}
