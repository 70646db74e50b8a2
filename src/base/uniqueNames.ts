/** Gives each name once: as it is, or with the first number behind it that makes it one that nothing has. */
export function uniqueNames(taken: Iterable<string> = []): (name: string) => string {
  const names = new Set(taken);
  return (name) => {
    let free = name;
    for (let k = 1; names.has(free); k++) free = `${name}.${k}`;
    names.add(free);
    return free;
  };
}
