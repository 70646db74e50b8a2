import { feed } from './inputs.js';
import { problem, typeOf } from './problem.js';
import type { Counted, Data, Net } from './unit.js';

type Batch = Record<string, Data | number>;

/** One batch, or any iterable of batches, merged by totals and weights; an asynchronous one gives a promise. */
export function evaluateBatches(
  net: Net,
  entry: Counted,
  batches: Batch | Iterable<Batch> | AsyncIterable<Batch>,
): unknown {
  const sums: number[] = [];
  if (typeof batches !== 'object' || batches === null)
    throw problem('wrong-inputs', `evaluate: expected a batch or an iterable of batches, found ${typeOf(batches)}.`);
  if (Symbol.asyncIterator in batches) return evaluateLater(net, entry, batches as AsyncIterable<Batch>, sums);
  if (Symbol.iterator in batches) for (const batch of batches as Iterable<Batch>) addCounts(net, entry, batch, sums);
  else addCounts(net, entry, batches, sums);
  return entry.results(sums);
}

async function evaluateLater(net: Net, entry: Counted, batches: AsyncIterable<Batch>, sums: number[]): Promise<object> {
  for await (const batch of batches) addCounts(net, entry, batch, sums);
  return entry.results(sums);
}

/** An empty batch counts nothing. */
function addCounts(net: Net, entry: Counted, batch: Batch, sums: number[]): void {
  const N = feed(net, entry, batch);
  if (N === 0) return;
  entry.run(N, net.views);
  entry.counts(net.views, N).forEach((count, k) => (sums[k] = (sums[k] ?? 0) + count));
}
