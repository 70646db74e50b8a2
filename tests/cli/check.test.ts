import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, root, tapelessAll } from './commands.js';

/** x³ with a derivative of its own, which is 3 x² dy where it is right. */
const cube = (
  backward: string,
): string => `import { adam, customVjp, dense, f32, meanSquaredError, model, mul, type Tensor } from 'tapeless';

const cube = customVjp((x: Tensor) => mul(x, mul(x, x)), {
  forward: (x) => [mul(x, mul(x, x)), x],
  backward: (x, dy) => [${backward}],
});
const net = dense(1);

export default model({
  inputs: { x: f32('N', 3), y: f32('N', 1) },
  outputs: ({ x }) => ({ z: net(cube(x)) }),
  loss: ({ z, y }) => meanSquaredError(y, z),
  optimizer: adam(),
});
`;

describe('tapeless check', () => {
  test('finds a wrong derivative of the user’s own, with its line and a small case', async () => {
    const folder = folderWith({ 'cube.model.ts': cube('mul(dy, mul(2, mul(x, x)))') });
    const args = ['check', 'cube.model.ts', '--no-check', '--seed', '3'];
    const [first, again] = await tapelessAll([
      { args, folder },
      { args, folder },
    ]);
    expect(first).toMatchObject({ code: 1, err: '' });
    expect(first!.out).toMatch(/^cube\.model\.ts:5:25 {2}wrong-gradient\n/);
    expect(first!.out).toContain(`
   5 |   backward: (x, dy) => [mul(dy, mul(2, mul(x, x)))],
     |                         ^^^
`);
    expect(first!.out).toMatch(/with respect to .* at \[\d.*\], is -?\d.*, but differences .*give -?\d/);
    expect(first!.out).toMatch(/The smallest case that was found, with N = 1:\n {4}x = \[1, 3\] /);
    expect(first!.out.trimEnd().split('\n').at(-1)).toBe('  The same cases again: --seed 3 --runs 20');
    // The same seed, the same case.
    expect(again).toEqual(first);
  });

  test('agrees with a right one, and with our examples', async () => {
    const folder = folderWith({ 'cube.model.ts': cube('mul(dy, mul(3, mul(x, x)))') });
    const outcomes = await tapelessAll([
      { args: ['check', 'cube.model.ts', '--no-check'], folder },
      {
        args: ['check', join(root, 'examples/mnist/mnist.model.ts'), '--no-check', '--runs', '12', '--seed', '2'],
        folder,
      },
      {
        args: ['check', join(root, 'examples/newton/rosenbrock.model.ts'), '--no-check', '--runs', '5', '--seed', '8'],
        folder,
      },
    ]);
    expect(outcomes.map(({ code, err }) => [code, err])).toEqual(Array(3).fill([0, '']));
    expect(outcomes[0]!.out).toMatch(/^default: the derivatives agree with differences in 20 cases \(seed \d+\)\.\n$/);
    expect(outcomes[2]!.out).toBe('default: the derivatives agree with differences in 5 cases (seed 8).\n');
  });
});
