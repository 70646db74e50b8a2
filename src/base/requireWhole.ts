import { badAttribute } from './errors/graph.js';

/** Refuses numbers by name that are not whole, or below `least`. */
export function requireWhole(what: string, values: Readonly<Record<string, number>>, least: number): void {
  for (const [name, value] of Object.entries(values)) {
    if (!Number.isSafeInteger(value) || value < least)
      throw badAttribute(what, name, `${value}`, `a whole number from ${least}`);
  }
}
