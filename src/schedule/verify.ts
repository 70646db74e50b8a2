import type { Argument, LoopNest, Routine, Statement, Value } from './loopNest.js';
import { bodiesOf, callsIn, conditionsIn, namedIn, routinesOf, type Schedule, type Scheduled } from './schedule.js';
import { insideOf, partsOf, valuesOf } from './walk.js';

/** A nest or a routine: statements, and what they may use. */
interface Code {
  readonly name: string;
  readonly body: readonly Statement[];
  readonly arguments: readonly Argument[];
  readonly scratch: readonly { readonly name: string }[];
  readonly numbers: readonly string[];
  readonly routines: readonly Routine[];
}

const codesOf = (schedule: Schedule): Code[] => [
  ...schedule.nests.map((nest): Code => ({ ...nest, numbers: [] })),
  ...routinesOf(schedule).map((routine): Code => ({
    ...routine,
    arguments: routine.memory,
    scratch: [],
    routines: [],
  })),
];

/** What must hold of a schedule; a name and a test that gives what breaks it. */
const invariants: Readonly<Record<string, (schedule: Schedule) => readonly string[]>> = {
  'a name is defined before it is used': (schedule) =>
    codesOf(schedule).flatMap(({ name, body, numbers }) =>
      undefinedNames(body, new Set(numbers)).map((missing) => `${name}: ${missing}`),
    ),
  'memory is an argument or scratch': (schedule) =>
    codesOf(schedule).flatMap((code) => {
      const known = new Set([...code.arguments, ...code.scratch].map(({ name }) => name));
      return [...storesIn(code.body, code), ...loadsIn(code.body, code)]
        .filter((name) => !known.has(name))
        .map((name) => `${code.name}: ${name}`);
    }),
  'a call passes every argument': (schedule) => {
    const known = new Set([...schedule.buffers, ...schedule.slices].map(({ name }) => name));
    const ofNests = callsIn(schedule.entries.flatMap(({ calls }) => calls)).flatMap((call) => {
      const nest = schedule.nests[call.nest]!;
      const fits = call.buffers.length === nest.arguments.length && call.buffers.every((name) => known.has(name));
      return fits ? [] : [nest.name];
    });
    return [...ofNests, ...codesOf(schedule).flatMap((code) => badCallsIn(code.body, code))];
  },
  'a slice is used inside its loop': (schedule) =>
    schedule.entries.flatMap(({ calls }) => strayedSlices(calls, schedule, [])),
  'a condition is a bool': (schedule) =>
    schedule.entries
      .flatMap(({ calls }) => conditionsIn(calls))
      .filter((name) => namedIn(schedule, name).dtype !== 'bool'),
  'only written buffers are stored to': (schedule) =>
    codesOf(schedule).flatMap((code) => {
      const readOnly = new Set(code.arguments.filter(({ access }) => access === 'read').map(({ name }) => name));
      return storesIn(code.body, code)
        .filter((name) => readOnly.has(name))
        .map((name) => `${code.name}: ${name}`);
    }),
};

/** The broken invariants, in words; empty if the schedule is sound. */
export const verifySchedule = (schedule: Schedule): string[] =>
  Object.entries(invariants).flatMap(([name, test]) => test(schedule).map((what) => `${name}: ${what}`));

function strayedSlices(calls: readonly Scheduled[], schedule: Schedule, around: readonly string[]): string[] {
  const strays = (name: string): boolean => {
    const slice = schedule.slices.find((one) => one.name === name);
    return slice !== undefined && (!around.includes(slice.loop) || strays(slice.of));
  };
  return calls.flatMap((c) => {
    if (c.kind === 'call') return c.buffers.filter(strays);
    const own = c.kind === 'loop' ? [...around, c.name] : around;
    const conditions = c.kind === 'loop' ? [] : [c.condition].filter(strays);
    return [...conditions, ...bodiesOf(c).flatMap((body) => strayedSlices(body, schedule, own))];
  });
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

type RoutineCall = Extract<Statement, { kind: 'call' }>;

const routineOf = ({ routine }: RoutineCall, { routines }: Pick<LoopNest, 'routines'>): Routine | undefined =>
  routines.find(({ name }) => name === routine);

const badCallsIn = (body: readonly Statement[], code: Code): string[] =>
  body.flatMap((s) => {
    if (s.kind !== 'call') return badCallsIn(insideOf(s), code);
    const routine = routineOf(s, code);
    const fits = routine?.memory.length === s.memory.length && routine.numbers.length === s.numbers.length;
    return fits ? [] : [`${code.name}: ${s.routine}`];
  });

/** Memory that a call hands over to be written, or to be read. */
const handedOver = (s: RoutineCall, code: Code, isWritten: boolean): string[] =>
  s.memory.filter((_, k) => (routineOf(s, code)?.memory[k]?.access !== 'read') === isWritten);

const storesIn = (body: readonly Statement[], code: Code): string[] =>
  body.flatMap((s) => [
    ...(s.kind === 'store' ? [s.buffer] : s.kind === 'call' ? handedOver(s, code, true) : []),
    ...storesIn(insideOf(s), code),
  ]);

const loadsIn = (body: readonly Statement[], code: Code): string[] =>
  body.flatMap((s) => [
    ...valuesOf(s)
      .flatMap(everyValue)
      .flatMap((x) => (x.kind === 'load' ? [x.buffer] : [])),
    ...(s.kind === 'call' ? handedOver(s, code, false) : []),
    ...loadsIn(insideOf(s), code),
  ]);
