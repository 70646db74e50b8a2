// Whether a missing dependence is an error is known only by who called: inside another derivative a zero is a zero.
// Set by a function for as long as it runs, and restored when it ends.
let inside = false;

/** Runs `f`; derivatives in it give zeros where there is no dependence. */
export function leniently<T>(f: () => T): T {
  const before = inside;
  inside = true;
  try {
    return f();
  } finally {
    inside = before;
  }
}

export const isLenient = (): boolean => inside;
