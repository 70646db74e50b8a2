import type { Source } from '../../src/base/index.js';

/** A line of text, and the user's place that it comes from. */
export interface Line {
  readonly text: string;
  readonly source: Source | null;
}
