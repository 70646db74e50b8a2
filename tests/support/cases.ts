import { describe, expect, test } from 'vitest';
import { read, type Nested, type Written } from './ndarrays.js';

/** One call: what it shows, what is found, and what comes out, as NumPy gives it. */
export type Case = readonly [title: string, found: () => Nested, expected: Written];

/** A test for each call. */
export function cases(title: string, rows: readonly Case[]): void {
  describe(title, () => {
    test.each(rows)('%s', (_, found, expected) => expect(found()).toEqual(read(expected)));
  });
}
