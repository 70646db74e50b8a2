import { internalError, TapelessError, thrownText } from '../base/index.js';

/** The errors to report when something was thrown: one, several of a file, or a bug of ours. */
export function errorsIn(thrown: unknown, explain = unexplained): TapelessError[] {
  if (thrown instanceof AggregateError) return thrown.errors.flatMap((error) => errorsIn(error, explain));
  return [thrown instanceof TapelessError ? thrown : explain(thrown)];
}

function unexplained(thrown: unknown): TapelessError {
  return internalError(thrownText(thrown), undefined);
}
