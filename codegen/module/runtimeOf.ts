import { unreachable } from '../../src/base/index.js';
import { runtimeParts } from './runtimeText.js';

const byName = new Map(runtimeParts.map((part) => [part.name, part]));

/** The text of the functions that a module calls, and of those that they call. */
export function runtimeOf(called: ReadonlySet<string>): string[] {
  const needed = new Set<string>();
  const need = (name: string): void => {
    if (needed.has(name)) return;
    needed.add(name);
    const part = byName.get(name) ?? unreachable(`the runtime has no ${name}`);
    part.uses.forEach(need);
  };
  called.forEach(need);
  return runtimeParts.filter(({ name }) => needed.has(name)).map(({ text }) => text);
}
