/** The known name that a misspelt or shortened one most likely means; undefined where none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const written = name.toLowerCase();
  const near = known
    .map((one) => ({ one, distance: distanceOf(written, one.toLowerCase()) }))
    .filter(({ one, distance }) => distance <= Math.max(1, Math.floor(one.length / 3)));
  const [nearest] = near.sort((a, b) => a.distance - b.distance);
  return nearest?.one ?? known.find((one) => isShort(written, one.toLowerCase()));
}

/** Whether the letters of one stand in the other in their order, from its first on: `lr` and `learningrate`. */
function isShort(name: string, long: string): boolean {
  if (name.length < 2 || name[0] !== long[0]) return false;
  let at = -1;
  return [...name].every((letter) => (at = long.indexOf(letter, at + 1)) >= 0);
}

/** How many letters must be put in, taken out or changed: Levenshtein's distance, a row at a time. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, k) => k);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let k = 1; k <= b.length; k++) {
      const changed = above[k - 1]! + (a[i - 1] === b[k - 1] ? 0 : 1);
      row.push(Math.min(changed, above[k]! + 1, row[k - 1]! + 1));
    }
  }
  return row[b.length]!;
}
