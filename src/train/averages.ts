/** Means of a module's results over batches, each batch counted by its samples. */
export interface Averages {
  add(results: object, samples: number): void;
  means(): Record<string, number>;
}

/** Only numbers are averaged: not the tensors under `taps`. */
export function averages(): Averages {
  const totals = new Map<string, number>();
  let weight = 0;
  return {
    add(results, samples) {
      weight += samples;
      for (const [name, value] of Object.entries(results)) {
        if (typeof value === 'number') totals.set(name, (totals.get(name) ?? 0) + value * samples);
      }
    },
    means: () => Object.fromEntries([...totals].map(([name, total]) => [name, total / weight])),
  };
}
