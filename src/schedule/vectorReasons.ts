import type { Lanes, Statement, Value } from './loopNest.js';
import { everyStatement, lanesOf, readsGuarded, someValue, valuesOf } from './walk.js';

/** What became of a nest's loops in vectors, in sentences. */
export function vectorReasons(body: readonly Statement[], lanes: Lanes): string[] {
  const all = everyStatement(body);
  const loops = all.filter((s) => s.kind === 'loop');
  if (loops.length === 0) return [];
  const values = all.flatMap(valuesOf);
  const names = [...new Set(loops.flatMap((s) => (s.loop === 'vector' ? [s.name] : [])))];
  if (names.length === 0 && !values.some((x) => lanesOf(x) === lanes)) return [`nothing in vectors: ${whyNot(values)}`];
  const gathers = values.some(isGather) ? ', some of them put together of single elements' : '';
  const which = names.length === 0 ? 'short loops are' : `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} run`;
  return [`${which} in vectors of ${lanes}${names.length === 0 ? ', written out' : ''}${gathers}`];
}

const whyNot = (values: readonly Value[]): string =>
  values.some(readsGuarded)
    ? 'what is read lies in its buffer only for some of the elements'
    : values.some(isLookup)
      ? 'where it reads depends on what it has read'
      : 'no loop is long enough, or its results do not lie in a row';

const isLookup = (x: Value): boolean =>
  someValue(x, (y) => y.kind === 'load' && someValue(y.at, ({ kind }) => kind === 'load'));

const isGather = (x: Value): boolean => someValue(x, ({ kind }) => kind === 'lanes');
