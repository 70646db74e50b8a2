import { polynomialText, sourceText } from '../base/index.js';
import type { LoopNest, Routine, Statement, Value } from './loopNest.js';
import { routinesOf, type Schedule, type Scheduled } from './schedule.js';

/** The loop nests of a schedule, with the choices made, and the calls of each entry point. */
export function printSchedule(schedule: Schedule): string {
  const { nests, entries } = schedule;
  const calls = entries.map(({ name, calls: list }) =>
    [`entry ${name}`, ...list.flatMap((c) => printCall(c, schedule, '  '))].join('\n'),
  );
  return `${[...routinesOf(schedule).map(printRoutine), ...nests.map(printNest), ...calls].join('\n\n')}\n`;
}

export function printNest(nest: LoopNest): string {
  const { name, sources, arguments: args, scratch, body, reasons, bounds, work, least } = nest;
  return [
    `nest ${name}(${args.map((a) => `${a.access} ${a.name}: ${a.dtype}`).join(', ')})  // ${sources.map(sourceText).join(', ')}`,
    ...scratch.map((s) => `  scratch ${s.name}: ${s.dtype}[${s.length}]`),
    ...body.flatMap((s) => printStatement(s, '  ')),
    `  - ${polynomialText(work)} operations; ${bounds.proved} accesses proved inside, ${bounds.guarded} guarded`,
    ...reasons.map((reason) => `  - ${reason}`),
    ...(least === undefined ? [] : [`  - threads share it from ${least} samples on`]),
  ].join('\n');
}

const printRoutine = ({ name, memory, numbers, body }: Routine): string =>
  [
    `routine ${name}(${[...memory.map((a) => `${a.access} ${a.name}: ${a.dtype}`), ...numbers].join(', ')})`,
    ...body.flatMap((s) => printStatement(s, '  ')),
  ].join('\n');

function printStatement(s: Statement, indent: string): string[] {
  const inner = (body: readonly Statement[]): string[] => body.flatMap((t) => printStatement(t, `${indent}  `));
  switch (s.kind) {
    case 'loop': {
      const step = s.step === 1 ? '' : ` by ${s.step}`;
      return [
        `${indent}${s.shared ? 'shared ' : ''}${s.loop} ${s.name} from ${printValue(s.from)} to ${printValue(s.to)}${step}`,
        ...inner(s.body),
      ];
    }
    case 'let':
    case 'var':
      return [`${indent}${s.kind} ${s.name} = ${printValue(s.value)}`];
    case 'assign':
      return [`${indent}${s.name} = ${printValue(s.value)}`];
    case 'store':
      return [`${indent}${s.buffer}[${printValue(s.at)}] = ${printValue(s.value)}`];
    case 'if':
      return [`${indent}if ${printValue(s.when)}`, ...inner(s.then)];
    case 'call':
      return [`${indent}${s.routine}(${[...s.memory, ...s.numbers.map(printValue)].join(', ')})`];
  }
}

function printValue(x: Value): string {
  switch (x.kind) {
    case 'number':
      return String(x.value);
    case 'name':
      return x.name;
    case 'extent':
      return String(x.extent);
    case 'load':
      return `${x.buffer}[${printValue(x.at)}${x.lanes === 4 ? ' ..+4' : ''}]`;
    case 'call':
      return `${x.fn}(${x.args.map(printValue).join(', ')})`;
    case 'cast':
      return `${x.dtype}(${printValue(x.arg)})`;
    case 'select':
      return `select(${[x.when, x.then, x.otherwise].map(printValue).join(', ')})`;
    case 'splat':
      return `splat(${printValue(x.arg)})`;
    case 'ramp':
      return `ramp(${printValue(x.from)}, ${x.step})`;
    case 'lanes':
      return `lanes(${x.args.map(printValue).join(', ')})`;
    case 'fold':
      return `fold ${x.fn}(${printValue(x.arg)})`;
  }
}

function printCall(c: Scheduled, schedule: Schedule, indent: string): string[] {
  const inner = (list: readonly Scheduled[]): string[] =>
    list.flatMap((own) => printCall(own, schedule, `${indent}  `));
  const line = (text: string): string => `${indent}${text}`;
  switch (c.kind) {
    case 'call':
      return [
        line(`${schedule.nests[c.nest]!.name}(${c.buffers.map((name) => printPlace(name, schedule)).join(', ')})`),
      ];
    case 'loop': {
      const [from, to] = c.reverse ? [c.extent, 0] : [0, c.extent];
      return [line(`${c.name} from ${from} to ${to}`), ...inner(c.body)];
    }
    case 'while':
      return [line('repeat'), ...inner(c.test), line(`while ${c.condition}`), ...inner(c.body)];
    case 'branch':
      return [line(`if ${c.condition}`), ...inner(c.then), line('else'), ...inner(c.otherwise)];
  }
}

/** `z`, or `z[t]` of a slice. */
function printPlace(name: string, schedule: Schedule): string {
  const slice = schedule.slices.find((one) => one.name === name);
  return slice ? `${printPlace(slice.of, schedule)}[${slice.loop}]` : name;
}
