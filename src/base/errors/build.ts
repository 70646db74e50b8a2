import { extentAt } from '../extent.js';
import { placesOf, TapelessError } from '../tapelessError.js';
import type { Named } from './graph.js';

/** Sizes that no target can address; `largest` is the tensor that takes most. */
export function tooLarge(what: string, found: string, most: string, largest: Named): TapelessError {
  const { name, shape, source } = largest;
  const extents = shape.map((extent) => extentAt(extent, 1));
  const axis = extents.indexOf(Math.max(...extents));
  return new TapelessError({
    code: 'too-large',
    says: `${what} is too large: it takes ${found}, and at most ${most} can be addressed.`,
    mend: axis < 0 ? 'Make it smaller.' : `Make axis ${axis} of ${name}, whose extent is ${shape[axis]}, smaller.`,
    places: placesOf(source),
  });
}

/** A file without anything to compile. */
export function nothingToCompile(file: string, found: readonly string[]): TapelessError {
  const exports = found.length === 0 ? 'it exports nothing' : `it exports ${found.join(', ')}`;
  return new TapelessError({
    code: 'nothing-to-compile',
    says: `${file} has no model: ${exports}, none of it made by model() or program().`,
    mend: 'Add `export default model({ … })`.',
  });
}

/** A target that does not exist yet. */
export function unknownTarget(found: string, known: readonly string[]): TapelessError {
  return new TapelessError({
    code: 'unknown-target',
    says: `There is no target '${found}'; this version has ${known.join(', ')}.`,
    mend: `Use --target ${known[0] ?? 'js'}.`,
  });
}

/** Something that one target has and this one has not. */
export function notForTarget(what: string, only: string, target: string): TapelessError {
  return new TapelessError({
    code: 'not-for-target',
    says: `${what} is there for the target ${only} only, and the target is ${target}.`,
    mend: `Use --target ${only} for it; the model is the same.`,
  });
}

/** A stage whose value is no graph. */
export function noDrawing(stage: string): TapelessError {
  return new TapelessError({
    code: 'no-drawing',
    says: `The stage '${stage}' is a text, which cannot be drawn.`,
    mend: 'Choose --format text, or another stage: graph, gradients, optimized, kernels or memory.',
  });
}

/** Exports of a model file that would clash in the generated module. */
export function badExportName(name: string): TapelessError {
  return new TapelessError({
    code: 'bad-export-name',
    says: `The model file exports a model as default and another as '${name}', which is what the module calls a function.`,
    mend: `Export '${name}' under another name.`,
  });
}

/** A memory budget that is no number of bytes. */
export function badMemory(found: unknown): TapelessError {
  return new TapelessError({
    code: 'bad-memory',
    says: `memory: ${JSON.stringify(found) ?? typeof found} is no size.`,
    mend: "Write a number of bytes above 0, or one with a unit: '64MB' (kB, MB, GB are powers of 1000; KiB, MiB, GiB of 1024).",
  });
}

/** A memory budget that cannot be kept to, whatever is computed again. */
export function overBudget(found: {
  readonly name: string;
  readonly budget: number;
  readonly batch: number;
  readonly least: number;
  readonly usual: number;
}): TapelessError {
  const { name, budget, batch, least, usual } = found;
  const arena = name === 'default' ? 'The arena' : `The arena of '${name}'`;
  return new TapelessError({
    code: 'over-budget',
    says: `${arena} does not fit into ${budget} bytes for a batch of ${batch}: it takes ${usual}, and ${least} where all is computed again that helps.`,
    mend: `Allow ${least} bytes, or plan for a smaller batch.`,
  });
}
