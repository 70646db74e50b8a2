/** Something to be run: what must be done before it, the bytes that it makes, and what it reads. */
export interface Task<T> {
  readonly item: T;
  readonly before: readonly T[];
  /** Values made here, by identity, with their sizes. */
  readonly makes: readonly { readonly value: object; readonly bytes: number }[];
  readonly reads: readonly object[];
}

/**
 * A topological order that keeps few bytes alive: of the tasks that are ready, the one that frees most and makes least,
 * and among equals the first. Values that no task reads stay alive (they are results).
 */
export function order<T>(tasks: readonly Task<T>[]): T[] {
  const done = new Set<T>();
  const waiting = [...tasks];
  const readersLeft = new Map<object, number>();
  for (const { reads } of tasks)
    for (const value of new Set(reads)) readersLeft.set(value, (readersLeft.get(value) ?? 0) + 1);
  const bytes = new Map(tasks.flatMap(({ makes }) => makes.map((made) => [made.value, made.bytes] as const)));
  const grows = ({ makes, reads }: Task<T>): number => {
    const made = makes.reduce((sum, x) => sum + x.bytes, 0);
    const freed = [...new Set(reads)].filter((value) => readersLeft.get(value) === 1);
    return made - freed.reduce((sum, value) => sum + (bytes.get(value) ?? 0), 0);
  };
  const result: T[] = [];
  while (waiting.length > 0) {
    let best = -1;
    let least = Infinity;
    waiting.forEach((task, k) => {
      if (!task.before.every((x) => done.has(x))) return;
      const growth = grows(task);
      if (growth < least) [best, least] = [k, growth];
    });
    const [task] = waiting.splice(best, 1);
    if (!task || best < 0) throw new Error('Tapeless has a bug, please report it: kernels wait for each other');
    for (const value of new Set(task.reads)) readersLeft.set(value, readersLeft.get(value)! - 1);
    done.add(task.item);
    result.push(task.item);
  }
  return result;
}
