import { modelThrows, thrownText, type TapelessError } from '../base/index.js';

/** How an error is told that comes when nobody waits for it: a promise of a model file's that fails later. */
export const strays = {
  /** Set by whoever loads a model file, which knows its lines. */
  explain: (thrown: unknown): TapelessError => modelThrows('Code that ran on its own', thrownText(thrown), undefined),
};
