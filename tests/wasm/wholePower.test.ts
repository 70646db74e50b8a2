import { expect, test } from 'vitest';
import { compile, inspect, type ProgramInstance } from '../../src/compiler/index.js';
import { cast, f32, pow, program, u32 } from '../../src/index.js';

const powers = program({
  inputs: { base: f32(), exponent: u32() },
  outputs: ({ base, exponent }) => ({ power: pow(base, cast(exponent, 'f32')) }),
});

test('a power whose exponent is a count is one of squares', () => {
  const code = inspect([['powers', powers]], { target: 'wasm' });
  expect(code).toContain('$_wholePower');
  expect(code).not.toContain('$_pow ');
});

test.each([0.9, 0.999, 0.99999, 1.0001, 1, -1, -2, 1.5, 0, -0, 3e-20, 7e30, Infinity, -Infinity, NaN])(
  'of %s',
  (base) => {
    const { run } = compile(powers, { target: 'wasm' }) as ProgramInstance;
    const single = Math.fround(base);
    for (const exponent of [0, 1, 2, 3, 7, 10, 31, 100, 1000, 4095, 65_537, 1_000_001, 2 ** 24]) {
      const { power } = run({ base: single, exponent } as never) as unknown as { readonly power: number };
      const exact = Math.pow(single, exponent);
      const rounded = Math.fround(exact);
      if (!Number.isFinite(rounded) || Math.abs(rounded) < 2 ** -126) expect(power, `${exponent}`).toBe(rounded);
      else expect(Math.abs(power / exact - 1), `${exponent}`).toBeLessThan(0.52 * 2 ** -23);
    }
  },
);
