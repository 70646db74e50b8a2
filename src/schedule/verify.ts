import type { Call, LoopOfCalls, Schedule } from './schedule.js';
import type { Statement, Value } from './loopNest.js';

/** What must hold of a schedule; a name and a test that gives what breaks it. */
const invariants: Readonly<Record<string, (schedule: Schedule) => readonly string[]>> = {
  'a name is defined before it is used': ({ nests }) =>
    nests.flatMap((nest) => undefinedNames(nest.body, new Set()).map((name) => `${nest.name}: ${name}`)),
  'memory is an argument or scratch': ({ nests }) =>
    nests.flatMap((nest) => {
      const known = new Set([...nest.arguments, ...nest.scratch].map(({ name }) => name));
      return memoryIn(nest.body)
        .filter((name) => !known.has(name))
        .map((name) => `${nest.name}: ${name}`);
    }),
  'a call passes every argument': ({ nests, entries, buffers }) => {
    const known = new Set(buffers.map(({ name }) => name));
    return allCalls(entries.flatMap(({ calls }) => calls)).flatMap((call) => {
      const nest = nests[call.nest]!;
      const fits = call.buffers.length === nest.arguments.length && call.buffers.every((name) => known.has(name));
      return fits ? [] : [nest.name];
    });
  },
  'only written buffers are stored to': ({ nests }) =>
    nests.flatMap((nest) => {
      const readOnly = new Set(nest.arguments.filter(({ access }) => access === 'read').map(({ name }) => name));
      return storesIn(nest.body)
        .filter((name) => readOnly.has(name))
        .map((name) => `${nest.name}: ${name}`);
    }),
};

/** The broken invariants, in words; empty if the schedule is sound. */
export const verifySchedule = (schedule: Schedule): string[] =>
  Object.entries(invariants).flatMap(([name, test]) => test(schedule).map((what) => `${name}: ${what}`));

const allCalls = (calls: readonly (Call | LoopOfCalls)[]): Call[] =>
  calls.flatMap((c) => (c.kind === 'call' ? [c] : allCalls(c.body)));

/** The values of a statement itself, not of the statements inside it. */
function valuesOf(s: Statement): readonly Value[] {
  switch (s.kind) {
    case 'loop':
      return [s.from, s.to];
    case 'store':
      return [s.at, s.value];
    case 'if':
      return [s.when];
    case 'let':
    case 'var':
    case 'assign':
      return [s.value];
  }
}

export function partsOf(x: Value): readonly Value[] {
  switch (x.kind) {
    case 'number':
    case 'name':
    case 'extent':
      return [];
    case 'load':
      return [x.at];
    case 'call':
      return x.args;
    case 'cast':
      return [x.arg];
    case 'select':
      return [x.when, x.then, x.otherwise];
  }
}

const everyValue = (x: Value): Value[] => [x, ...partsOf(x).flatMap(everyValue)];

function undefinedNames(body: readonly Statement[], outer: ReadonlySet<string>): string[] {
  const known = new Set(outer);
  return body.flatMap((s) => {
    const used = valuesOf(s)
      .flatMap(everyValue)
      .flatMap((x) => (x.kind === 'name' ? [x.name] : []));
    const missing = [...used, ...(s.kind === 'assign' ? [s.name] : [])].filter((name) => !known.has(name));
    if (s.kind === 'let' || s.kind === 'var') known.add(s.name);
    if (s.kind === 'loop') return [...missing, ...undefinedNames(s.body, new Set([...known, s.name]))];
    return s.kind === 'if' ? [...missing, ...undefinedNames(s.then, known)] : missing;
  });
}

const inside = (s: Statement): readonly Statement[] => (s.kind === 'loop' ? s.body : s.kind === 'if' ? s.then : []);

const storesIn = (body: readonly Statement[]): string[] =>
  body.flatMap((s) => [...(s.kind === 'store' ? [s.buffer] : []), ...storesIn(inside(s))]);

const memoryIn = (body: readonly Statement[]): string[] => [...storesIn(body), ...loadsIn(body)];

const loadsIn = (body: readonly Statement[]): string[] =>
  body.flatMap((s) => [
    ...valuesOf(s)
      .flatMap(everyValue)
      .flatMap((x) => (x.kind === 'load' ? [x.buffer] : [])),
    ...loadsIn(inside(s)),
  ]);
