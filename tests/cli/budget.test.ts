import { expect, test } from 'vitest';
import { folderWith, tapelessAll } from './commands.js';

const deep = `
import { dense, f32, meanSquaredError, model, sequential, sgd } from 'tapeless';
const net = sequential(...Array.from({ length: 8 }, () => dense(16, { activation: 'tanh' })));
export default model({
  inputs: { x: f32('N', 16), y: f32('N', 16) },
  outputs: ({ x }) => ({ z: net(x) }),
  loss: ({ z, y }) => meanSquaredError(y, z),
  optimizer: sgd(),
});
`;

const file = 'deep.model.ts';

test('--memory is an option of every command', async () => {
  const folder = folderWith({ [file]: deep });
  const given = [file, '--no-check', '--memory', '30kB', '--batch', '64'];
  const [built, inspected, checked, timed] = await tapelessAll(
    [['build'], ['inspect', '--stage', 'memory'], ['check', '--runs', '1', '--target', 'wasm'], ['bench']].map(
      ([command, ...more]) => ({ args: [command!, ...given, ...more], folder }),
    ),
  );
  for (const outcome of [built, inspected, checked, timed]) expect(outcome).toMatchObject({ code: 0, err: '' });
  expect(built!.out).toMatch(
    /\n {2}arena 45\.1 kB -> [\d.]+ kB for N = 64 \(budget 30 kB\): \d values are made again in step, for \d+ operations\n/,
  );
  expect(inspected!.out).toMatch(/^arena 45\.1 kB -> /);
  expect(inspected!.out).toMatch(
    /\n {2}step: dense[^ ]*\/tanh is made again at \d+, from [^ ]+: 4096 bytes are free from \d+ to \d+, for 34816 operations\n/,
  );
  const [, again] = /: (\d) values are made again/.exec(built!.out)!;
  expect(timed!.out.match(/: contract, add, tanh/g)).toHaveLength(8 + Number(again));
});

test('a budget that cannot be had', async () => {
  const folder = folderWith({ [file]: deep });
  const [small, wrong] = await tapelessAll([
    { args: ['build', file, '--no-check', '--memory', '1kB'], folder },
    { args: ['build', file, '--no-check', '--memory', '64 apples'], folder },
  ]);
  expect(small).toMatchObject({ code: 1, out: '' });
  expect(small!.err).toMatchInlineSnapshot(`
    "over-budget
      The arena does not fit into 1000 bytes for a batch of 32: it takes 22592, and 12352 where all is computed again that helps.
      Allow 12352 bytes, or plan for a smaller batch.
    "
  `);
  expect(wrong).toMatchObject({ code: 2, out: '' });
  expect(wrong!.err).toContain(
    "error: option '--memory <size>' argument '64 apples' is invalid. It must be a size such as 64MB, 1.5GiB or 500000 (bytes).",
  );
});
