import { freeAxes, type Axis } from '../expr/index.js';
import type { Buffer, Iteration, Program, Step } from './kernel.js';
import { bodiesOf, buffersIn, kernelBuffers, kernelsInOrder, rootOf } from './steps.js';

/** What must hold of a program; a name and a test that gives what breaks it. */
const invariants: Readonly<Record<string, (program: Program) => readonly string[]>> = {
  'a buffer is written before it is read': ({ entries }) =>
    entries.flatMap(({ name, steps, feeds }) => {
      const written = new Set<Buffer>(feeds.map(({ buffer }) => buffer));
      return kernelsInOrder(steps).flatMap((kernel) => {
        const { reads, writes } = kernelBuffers(kernel);
        const early = reads.filter((b) => b.space === 'arena' && !written.has(rootOf(b)) && !writes.includes(b));
        writes.forEach((b) => written.add(rootOf(b)));
        return early.map((b) => `${name}: ${kernel.name} reads ${b.name}`);
      });
    }),
  'a condition is written before it is read': ({ entries }) =>
    entries.flatMap(({ name, steps, feeds }) =>
      unwrittenConditions(steps, new Set(feeds.map(({ buffer }) => buffer))).map((b) => `${name}: ${b.name}`),
    ),
  'a slice is used in its loop only': ({ entries }) =>
    entries.flatMap(({ name, steps }) => strayedSlices(steps, []).map((b) => `${name}: ${b.name}`)),
  'every result is written': ({ entries }) =>
    entries.flatMap(({ name, steps, results, feeds }) => {
      const written = new Set([
        ...feeds.map(({ buffer }) => buffer),
        ...kernelsInOrder(steps).flatMap((k) => kernelBuffers(k).writes.map(rootOf)),
      ]);
      const missing = results.flatMap(({ buffers }) => buffers).filter((b) => !written.has(b) && b.space === 'arena');
      return missing.map((b) => `${name}: ${b.name}`);
    }),
  'an output covers its buffer': ({ entries }) =>
    maps(entries).flatMap((kernel) =>
      kernel.outputs
        .filter(
          ({ buffer, index, axes }) =>
            index.filter((x) => axes.includes(x as Axis)).length !== axes.length ||
            index.some((x, k) => buffer.shape[k] !== (x.kind === 'axis' ? x.extent : 1)),
        )
        .map(({ buffer }) => `${kernel.name}: ${buffer.name}`),
    ),
  'an output reads no axis that is not its own': ({ entries }) =>
    maps(entries).flatMap((kernel) =>
      kernel.outputs
        .filter(({ axes, value }) => [...freeAxes(value)].some((axis) => !axes.includes(axis)))
        .map(({ buffer }) => `${kernel.name}: ${buffer.name}`),
    ),
  'a kernel writes something': ({ entries }) =>
    maps(entries)
      .filter(({ outputs }) => outputs.length === 0)
      .map(({ name }) => name),
  'buffer names are unique': ({ variables, entries }) => {
    const all = new Set([...variables.map(({ buffer }) => buffer), ...entries.flatMap(buffersOfEntry)]);
    const seen = new Set<string>();
    return [...all].filter(({ name }) => seen.size === seen.add(name).size).map(({ name }) => name);
  },
};

/** Conditions that no step before has written; `written` is filled with what is. */
function unwrittenConditions(steps: readonly Step[], written: Set<Buffer>): Buffer[] {
  return steps.flatMap((step) => {
    if (step.kind === 'kernel') {
      kernelBuffers(step.kernel).writes.forEach((b) => written.add(rootOf(b)));
      return [];
    }
    const isMissing = (b: Buffer): boolean => b.space === 'arena' && !written.has(rootOf(b));
    const early = step.kind === 'branch' && isMissing(step.condition) ? [step.condition] : [];
    const inside = bodiesOf(step).flatMap((body) => unwrittenConditions(body, written));
    const late = step.kind === 'while' && isMissing(step.condition) ? [step.condition] : [];
    return [...early, ...inside, ...late];
  });
}

function strayedSlices(steps: readonly Step[], around: readonly Iteration[]): Buffer[] {
  const strays = ({ slice }: Buffer): boolean =>
    slice !== undefined && (!around.includes(slice.iteration) || strays(slice.of));
  return steps.flatMap((step) => {
    if (step.kind === 'kernel') return buffersIn([step]).filter(strays);
    const own = step.kind === 'loop' ? [...around, step.iteration] : around;
    const conditions = step.kind === 'loop' ? [] : [step.condition].filter(strays);
    return [...conditions, ...bodiesOf(step).flatMap((body) => strayedSlices(body, own))];
  });
}

const maps = (entries: Program['entries']) =>
  entries.flatMap(({ steps }) => kernelsInOrder(steps)).filter((kernel) => kernel.form === 'map');

const buffersOfEntry = ({ steps, feeds }: Program['entries'][number]): Buffer[] => [
  ...feeds.map(({ buffer }) => buffer),
  ...buffersIn(steps),
];

/** The broken invariants, in words; empty if the program is sound. */
export const verifyProgram = (program: Program): string[] =>
  Object.entries(invariants).flatMap(([name, test]) => test(program).map((what) => `${name}: ${what}`));
