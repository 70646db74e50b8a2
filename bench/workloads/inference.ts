import type { Filled } from '../lcg.js';
import type { Workload } from './workload.js';

/** What a trained net says of one sample, the first of its batch. */
export function inference(name: string, trained: Workload, flops: number): Workload {
  return {
    ...trained,
    name,
    says: `the inference of ${trained.name}, batch 1`,
    entry: 'predict',
    batch: 1,
    flops,
    data: () => {
      const { parameters, inputs } = trained.data();
      return { parameters, inputs: { x: firstOf(inputs['x']!) } };
    },
  };
}

function firstOf({ name, shape, data }: Filled): Filled {
  const [samples, ...rest] = shape;
  return { name, shape: [1, ...rest], data: data.slice(0, data.length / samples!) };
}
