import { valueText } from './valueText.js';

/** What was thrown, in words: anything can be, and some of it throws again when it is read. */
export function thrownText(thrown: unknown): string {
  try {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : valueText(thrown);
  } catch {
    return 'something that cannot be read';
  }
}
