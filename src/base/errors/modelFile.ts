import type { Source } from '../source.js';
import { TapelessError, type Place } from '../tapelessError.js';

const at = (source: Source | undefined): Place[] => (source ? [{ source, note: '' }] : []);
const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

/** A model file that cannot be read. */
export function unreadableFile(file: string, why: string): TapelessError {
  return new TapelessError({
    code: 'unreadable-file',
    says: `${file} cannot be read: ${sentence(why)}`,
    mend: 'Give the path of a TypeScript file such as mnist.model.ts.',
  });
}

/** A text that is no TypeScript. */
export function syntaxError(says: string, source: Source): TapelessError {
  return new TapelessError({ code: 'syntax-error', says: sentence(says), places: at(source) });
}

/** What the type checker found. */
export function typeError(says: string, source: Source): TapelessError {
  return new TapelessError({ code: 'type-error', says: sentence(says), places: at(source) });
}

/** An import of something that is not there. */
export function importNotFound(specifier: string, source: Source): TapelessError {
  const isFile = /^[./]/.test(specifier);
  return new TapelessError({
    code: 'import-not-found',
    says: `There is no ${isFile ? 'file' : 'package'} '${specifier}'.`,
    mend: isFile
      ? 'A relative import starts at the folder of the file that it stands in.'
      : `Install it, or correct its name.`,
    places: at(source),
  });
}

/** An import of a name that is not exported. */
export function noSuchExport(name: string, specifier: string, source: Source | undefined): TapelessError {
  return new TapelessError({
    code: 'no-such-export',
    says: `${specifier} has no export '${name}'.`,
    mend: /^'tapeless\b/.test(specifier)
      ? 'Look the name up in docs/ops.md (functions of tensors) or docs/api.md (all others).'
      : 'Correct the name, or export it there.',
    places: at(source),
  });
}

/** The user's own code threw something. */
export function modelThrows(file: string, thrown: string, source: Source | undefined): TapelessError {
  return new TapelessError({
    code: 'model-throws',
    says: `${file} threw ${sentence(thrown)}`,
    places: at(source),
  });
}

/** Our code failed in a way that we did not foresee. */
export function internalError(thrown: string, source: Source | undefined): TapelessError {
  return new TapelessError({
    code: 'internal-error',
    says: `Tapeless failed and has a bug: ${sentence(thrown)}`,
    mend: 'Please report it with the model; TAPELESS_STACK=1 shows where it happened.',
    places: at(source),
  });
}

/** An output file that cannot be written. */
export function cannotWrite(file: string, why: string): TapelessError {
  return new TapelessError({
    code: 'cannot-write',
    says: `${file} cannot be written: ${sentence(why)}`,
    mend: 'Choose another folder with --out.',
  });
}

/** An output file that would replace a file of the user's, or another output. */
export function sameOutput(file: string, other: string): TapelessError {
  return new TapelessError({
    code: 'same-output',
    says: `${file} would overwrite ${other}.`,
    mend: 'Choose another folder with --out, or rename the model file; NAME.model.ts becomes NAME.js.',
  });
}
