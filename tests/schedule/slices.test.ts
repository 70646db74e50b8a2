import { expect, test } from 'vitest';
import { lstmModel } from '../../examples/lstm/lstm.model.js';
import { compileUnits } from '../../src/compiler/index.js';

test('sums over what a loop stacked, which lies as far apart as N says, are tiles of vectors', () => {
  const model = lstmModel({ length: 6, features: 16, units: 16, classes: 3 });
  const [unit] = compileUnits([['default', model]], { target: 'wasm' });
  const gradients = unit!.report.kernels.filter(({ name }) => /^lstm\/contract_/.test(name));
  expect(gradients.length).toBeGreaterThanOrEqual(2);
  for (const { reasons } of gradients) expect(reasons.join()).toContain('results are summed at once, in vectors');
});
