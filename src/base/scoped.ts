/** A value that holds for as long as a function runs: what user code finds around it is known only by when it runs. */
export interface Scoped<T> {
  readonly current: () => T;
  /** Runs `f` with another value, which is taken back when it ends. */
  readonly within: <R>(value: T, f: () => R) => R;
}

export function scoped<T>(initial: T): Scoped<T> {
  let now = initial;
  return {
    current: () => now,
    within: (value, f) => {
      const before = now;
      now = value;
      try {
        return f();
      } finally {
        now = before;
      }
    },
  };
}
